/** A resolved policy as text: each setting with its origin, then what they mean in numbers. */
import { proseDuration } from '../../policy/duration.js'
import type { ExplainedSetting, Explanation } from '../../policy/explain.js'
import { columnsOf, cut, cutName, flowText, padTo, type Style, wrap } from './look.js'
import { visible } from './visible.js'

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
  { paint, width }: Style,
) {
  const name =
    title ?? (operation === null ? 'any operation that is not listed' : visible(operation))
  const from = (origin: string, own: string) => (origin === own ? '' : ` (${origin})`)
  const parts = [
    `preset ${preset.name}${from(preset.origin, `preset ${preset.name}`)}`,
    ...(strategy ? [`strategy ${strategy.name}${from(strategy.origin, '')}`] : []),
  ]
  const lines = parts.map((part) => `  ${paint.dim(wrap(part, width - 4, '    '))}\n`)
  return `${paint.bold(name)}\n${lines.join('')}`
}

function settingsText({ settings, off }: Explanation, style: Style): string {
  const { paint, width } = style
  const stated = settings.filter(({ path, origin }) => origin !== 'default' || !DULL.test(path))
  const lines = settingLines(stated, style)
  const groups = new Map<string, string[]>()
  for (const { policy, origin } of off) {
    groups.set(origin, [...(groups.get(origin) ?? []), policy])
  }
  for (const [origin, policies] of groups) {
    const by = origin === 'default' ? '' : ` (${origin})`
    lines.push(paint.dim(`  off: ${wrap(`${policies.join(', ')}${by}`, width - 7, '       ')}`))
  }
  return `${lines.join('\n')}\n`
}

/** Settings that say nothing while nobody states them. */
const DULL = /^(order$|retry\.plans\.)/

/** Columns below which a value is no longer readable beside its path and its origin. */
const VALUE_LEAST = 12

/** Path, value and origin in columns; on a narrow terminal the value and origin go below. */
function settingLines(settings: readonly ExplainedSetting[], style: Style): string[] {
  const { paint, width, sign } = style
  const widest = (of: (setting: ExplainedSetting) => string) =>
    Math.max(0, ...settings.map((setting) => columnsOf(visible(of(setting)))))
  const pathWidth = widest(({ path }) => path)
  const originWidth = widest(({ origin }) => origin)
  const room = width - pathWidth - originWidth - 6
  const valueWidth = Math.min(
    room,
    widest(({ value }) => flowText(value)),
  )
  const columns = room >= VALUE_LEAST
  return settings.map(({ path, value, origin }) => {
    const tint = origin === 'default' ? paint.dim : paint.cyan
    if (columns) {
      const own = room + originWidth - columnsOf(visible(origin))
      const shown = padTo(cut(flowText(value), own, sign, 'start'), valueWidth)
      const row = `${padTo(visible(path), pathWidth)}  `
      const head = origin === 'default' ? paint.dim(row) : row
      return `  ${head}${tint(shown)}  ${paint.dim(visible(origin))}`
    }
    const shown = cut(flowText(value), Math.max(VALUE_LEAST, width - 20), sign, 'start')
    const from = cut(origin, width - columnsOf(shown) - 6, sign, 'end')
    const name = cutName(path, width - 2, sign)
    return `  ${name}\n    ${tint(shown)}  ${paint.dim(from)}`
  })
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
    const body = wrap(text.replace(/\.$/, ''), style.width - 12, ' '.repeat(12))
    return `  ${style.paint.dim(padTo(name, 9))} ${body}`
  })
  return `${style.paint.bold('In numbers')}\n${lines.join('\n')}\n`
}

function waitsOf({ schedule }: Explanation): string {
  const reachable = schedule.retries.filter((retry) => retry.reachable)
  if (reachable.length === 0) return 'none: there is no retry'
  const parts = reachable.map(({ minMs, maxMs }) =>
    minMs === maxMs ? proseDuration(minMs) : `${proseDuration(minMs)} to ${proseDuration(maxMs)}`,
  )
  const rest = schedule.total === null ? ', and so on' : ''
  const more = schedule.total !== null && schedule.total > schedule.retries.length
  const hidden = more ? `, and ${schedule.total! - schedule.retries.length} more` : ''
  return `${parts.join(', ')}${rest}${hidden}`
}

function operationsText(operations: readonly string[], style: Style): string {
  if (operations.length === 0) return ''
  const list = wrap(operations.join(', '), style.width - 2, '  ')
  return `${style.paint.bold('Operations with settings of their own')}\n  ${list}\n`
}
