/** A resolved policy as text: each setting with its origin, then what they mean in numbers. */
import { formatDuration } from '../../policy/duration.js'
import type { Explanation } from '../../policy/explain.js'
import { columnsOf, cut, padTo, type Style, visible, wrap } from './look.js'

/** @param operations listed at the end; @param title in place of the operation's name */
export function explanationText(
  explanation: Explanation,
  operations: readonly string[],
  style: Style,
  title?: string,
): string {
  const sections = [
    headText(explanation, title, style),
    settingsText(explanation, style),
    meaningText(explanation, style),
    operationsText(operations, style),
  ]
  return sections.filter((section) => section !== '').join('\n')
}

function headText(
  { operation, preset, strategy }: Explanation,
  title: string | undefined,
  style: Style,
) {
  const { paint } = style
  const name =
    title ?? (operation === null ? 'any operation that is not listed' : visible(operation))
  const from = (origin: string, own: string) => (origin === own ? '' : ` (${visible(origin)})`)
  const parts = [
    `preset ${visible(preset.name)}${from(preset.origin, `preset ${preset.name}`)}`,
    ...(strategy ? [`strategy ${strategy.name}${from(strategy.origin, '')}`] : []),
  ]
  return `${paint.bold(name)}\n${parts.map((part) => `  ${paint.dim(part)}\n`).join('')}`
}

function settingsText({ settings, off }: Explanation, style: Style): string {
  const { paint, width } = style
  const stated = settings.filter(
    (setting) => setting.path !== 'order' || setting.origin !== 'default',
  )
  const pathWidth = Math.min(34, Math.max(0, ...stated.map((setting) => columnsOf(setting.path))))
  const originWidth = Math.min(30, Math.max(0, ...stated.map((s) => columnsOf(s.origin))))
  const valueWidth = Math.max(8, width - pathWidth - originWidth - 6)
  const widest = Math.max(0, ...stated.map((setting) => columnsOf(valueText(setting.value))))
  const column = Math.min(valueWidth, widest)
  const lines = stated.map(({ path, value, origin }) => {
    const dull = origin === 'default'
    const shown = padTo(cut(valueText(value), column, style.sign, 'start'), column)
    const row = `${padTo(cut(path, pathWidth, style.sign, 'end'), pathWidth)}  `
    const source = cut(origin, originWidth, style.sign, 'end')
    return `  ${dull ? paint.dim(row + shown) : row + paint.cyan(shown)}  ${paint.dim(source)}`.trimEnd()
  })
  const groups = new Map<string, string[]>()
  for (const { policy, origin } of off) {
    groups.set(origin, [...(groups.get(origin) ?? []), policy])
  }
  for (const [origin, policies] of groups) {
    const by = origin === 'default' ? '' : ` (${visible(origin)})`
    lines.push(paint.dim(`  off: ${wrap(`${policies.join(', ')}${by}`, width - 7, '       ')}`))
  }
  return `${lines.join('\n')}\n`
}

function valueText(value: unknown): string {
  return visible(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
}

function meaningText(explanation: Explanation, style: Style): string {
  const { attempts, duration, breaker, load } = explanation
  const rows: [string, string][] = [
    ['attempts', attempts.text],
    ['waits', waitsOf(explanation)],
    ['longest', duration.worst],
    ['shortest', duration.best],
    ...(breaker
      ? ([
          ['opens', breaker.opens],
          ['open', breaker.staysOpen],
          ['closes', breaker.closes],
          ['callers', breaker.whenOpen],
        ] as [string, string][])
      : ([['breaker', 'off']] as [string, string][])),
    ['load', load.text],
  ]
  const lines = rows.map(([name, text]) => {
    const body = wrap(text, style.width - 12, ' '.repeat(12))
    return `  ${style.paint.dim(padTo(name, 9))} ${body}`
  })
  return `${style.paint.bold('In numbers')}\n${lines.join('\n')}\n`
}

function waitsOf({ schedule }: Explanation): string {
  const reachable = schedule.retries.filter((retry) => retry.reachable)
  if (reachable.length === 0) return 'none: there is no retry'
  const parts = reachable.map(({ minMs, maxMs }) =>
    minMs === maxMs ? shortMs(minMs) : `${shortMs(minMs)} to ${shortMs(maxMs)}`,
  )
  const rest = schedule.total === null ? ', and so on' : ''
  const more = schedule.total !== null && schedule.total > schedule.retries.length
  const hidden = more ? `, and ${schedule.total! - schedule.retries.length} more` : ''
  return `${parts.join(', ')}${rest}${hidden}`
}

function shortMs(ms: number): string {
  return formatDuration(Math.round(ms))
}

function operationsText(operations: readonly string[], style: Style): string {
  if (operations.length === 0) return ''
  const list = wrap(operations.join(', '), style.width - 2, '  ')
  return `${style.paint.bold('Operations with settings of their own')}\n  ${list}\n`
}
