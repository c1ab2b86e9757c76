/** Findings as text: place, the line of the file with a marker, what is wrong and what to do. */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import { columnsOf, cut, type Style, wrap } from './look.js'
import { visible } from './visible.js'

/** The texts that findings may point into, by the name that spans use. */
export type Sources = ReadonlyMap<string, SourceText>

export function findingsText(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  style: Style,
): string {
  const groups = new Map<string, Diagnostic[]>()
  for (const one of diagnostics) {
    const key = one.span ? `${groups.size}` : `${one.severity} ${one.ruleId} ${one.help}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].map((group) => `${groupText(group, sources, style)}\n`).join('')
}

/** Findings of a group differ in nothing but their message: one head and one help for all. */
function groupText(group: readonly Diagnostic[], sources: Sources, style: Style): string {
  const { paint, width } = style
  const [finding] = group as [Diagnostic]
  const colored = { error: paint.red.bold, warning: paint.yellow.bold, info: paint.cyan.bold }
  const place = finding.span ? placeText(finding.span) : ''
  const title = `${finding.severity}  ${finding.ruleId}`
  const gap = columnsOf(`${title}  ${place}`) <= width ? '  ' : '\n  '
  const lines = [
    `${colored[finding.severity](finding.severity)}  ${finding.ruleId}` +
      (place === '' ? '' : `${gap}${paint.dim(place)}`),
    ...(finding.span ? frame(finding.span, sources, style) : []),
    ...group.map(
      ({ message }) => `  ${wrap(message, width - 2, group.length > 1 ? '    ' : '  ')}`,
    ),
  ]
  if (finding.help) {
    lines.push(`  ${paint.cyan('help:')} ${wrap(finding.help, style.width - 8, '        ')}`)
  }
  for (const related of finding.related ?? []) {
    const text = `${placeText(related.span)}  ${related.message}`
    lines.push(`  ${paint.dim(wrap(text, width - 4, '    '))}`)
  }
  return lines.join('\n')
}

/** `file:line:column`, which terminals make clickable. */
export function placeText(span: Span): string {
  return `${visible(span.file)}:${span.start.line}:${span.start.column}`
}

/** Columns of the line that are kept before the marked part when the line is too long. */
const LEAD = 8

function frame(span: Span, sources: Sources, style: Style): string[] {
  const source = sources.get(span.file)
  if (!source) return []
  const { paint, sign } = style
  const raw = source.line(span.start.line)
  const number = String(span.start.line)
  const room = style.width - number.length - 5
  const before = expand(raw.slice(0, span.start.column - 1))
  const endColumn = span.end.line === span.start.line ? span.end.column : raw.length + 1
  const marked = expand(raw.slice(span.start.column - 1, endColumn - 1))
  const rest = expand(raw.slice(span.start.column - 1))
  const isFar = columnsOf(before) > room - 12 && columnsOf(before) > LEAD
  const lead = isFar ? cut(before, LEAD, sign, 'end') : before
  const left = columnsOf(lead)
  const length = Math.max(1, Math.min(columnsOf(marked), room - left))
  const gutter = paint.dim(`${' '.repeat(number.length)} ${sign.bar}`)
  return [
    `  ${paint.dim(`${number} ${sign.bar}`)} ${cut(lead + rest, room, sign, 'start')}`.trimEnd(),
    `  ${gutter} ${' '.repeat(left)}${paint.red('^'.repeat(length))}`,
  ]
}

function expand(text: string): string {
  return visible(text.replaceAll('\t', '  '))
}
