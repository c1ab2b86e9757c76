/**
 * The run of the first seed as a strip: one sign for each stretch of time, one line each for what
 * users got, what failed most, the breakers, the load of the upstream and each fault; then a time
 * axis, and what the signs mean. A capital stands for half or more, a small letter for less.
 */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { figureText } from './figures.js'
import { columnsOf, padTo, type Style, wrapList } from './look.js'
import { type Column, type FailureWord, joined } from './simulation-columns.js'
import { isWithin, type Mark, marksOf } from './simulation-marks.js'

type Paint = (text: string) => string

/** A line of the strip. */
interface Row {
  readonly label: string
  /** One sign per column. */
  readonly signs: readonly (readonly [sign: string, paint: Paint])[]
  /** What its highest sign means; it stands behind the line where there is room. */
  readonly scale?: string
  /** What its other signs mean. */
  readonly legend: readonly string[]
}

/** How each kind of failure is written. */
const LETTERS: Readonly<Record<FailureWord, string>> = {
  timeout: 'T',
  refused: 'R',
  error: 'E',
  'rate-limited': 'L',
  'breaker-open': 'B',
  'bulkhead-full': 'F',
  'own-rate-limit': 'W',
  cancelled: 'C',
}

/** The share of answers from which a second counts as good, as for the time to recover. */
const GOOD = 0.99
const MOST = '99 %+'
/** Terminals below this have no room for scales behind the lines. */
const SCALES_FROM = 60
const SCALE_GAP = 2

export function timelineLines({ scenario, first }: Rehearsal, style: Style): string[] {
  const { paint, width } = style
  const { bucketMs, durationMs } = first
  const buckets = first.timeline.filter(({ atMs }) => atMs < durationMs)
  if (buckets.length === 0) return []
  const marks = marksOf(scenario)
  const labelWidth = Math.max(9, ...marks.map(({ label }) => columnsOf(label))) + 1
  const scaleWidth = width < SCALES_FROM ? 0 : scaleRoom(buckets, bucketMs, style)
  const each = Math.ceil(buckets.length / (width - labelWidth - scaleWidth))
  const columns = joined(buckets, each, bucketMs)
  const rows = [
    answeredRow(columns, style),
    fallbackRow(columns, style),
    failureRow(columns, style),
    breakerRow(columns, style),
    upstreamRow(columns, style),
    ...marks.map((mark) => markRow(mark, columns, width - labelWidth, style)),
  ].filter((row) => row !== null)
  const strips = rows.map(({ label, signs, scale }) => {
    const behind = scale === undefined || scaleWidth === 0 ? '' : `  ${paint.dim(scale)}`
    return `${paint.dim(padTo(label, labelWidth))}${strip(signs)}${behind}`.trimEnd()
  })
  const length = `${figureText(each * bucketMs, 'ms').replace('.0 ', ' ')} each`
  const axis = padTo(length, labelWidth) + axisText(columns, style)
  const legend = [
    ...rows.flatMap(({ scale, legend, label }) => [
      ...(scaleWidth === 0 && scale !== undefined ? [`${label} ${scale}`] : []),
      ...legend,
    ]),
    ...(rows.some(({ legend, signs }) => legend.length > 0 && signs.some(isSmall))
      ? ['small: under half']
      : []),
  ]
  const below = legend.length === 0 ? [] : wrapList(legend, width).split('\n')
  return [...strips, axis, ...below].map((line, at) =>
    at < strips.length ? line : paint.dim(line),
  )
}

function isSmall([sign]: Row['signs'][number]): boolean {
  return sign >= 'a' && sign <= 'z'
}

/** Neighbours of one colour are painted together. */
function strip(signs: Row['signs']): string {
  let text = ''
  for (let at = 0; at < signs.length; ) {
    const paint = signs[at]![1]
    let run = ''
    for (; at < signs.length && signs[at]![1] === paint; at++) run += signs[at]![0]
    text += run.trim() === '' ? run : paint(run)
  }
  return text
}

function scaleRoom(
  buckets: Rehearsal['first']['timeline'],
  bucketMs: number,
  style: Style,
): number {
  const peak = Math.max(...joined(buckets, 1, bucketMs).map(({ arrivedPerS }) => arrivedPerS))
  return columnsOf(scaleOf(figureText(peak, 'per-s'), style)) + SCALE_GAP
}

function scaleOf(text: string, { sign }: Style): string {
  return `${[...sign.levels].at(-1)} ${text}`
}

/** The sign of a share: the last for all of it, the first for nothing. */
function level(share: number, { sign }: Style): string {
  const levels = [...sign.levels]
  return levels[Math.min(levels.length - 1, Math.floor(share * (levels.length - 1)))]!
}

function answeredRow(columns: readonly Column[], style: Style): Row {
  const { paint } = style
  const signs = columns.map(({ ended, answered, isWaiting }) => {
    if (ended === 0) return [isWaiting ? level(0, style) : ' ', paint.red] as const
    const share = answered / ended
    if (share >= GOOD) return [level(1, style), paint.green] as const
    return [level(share, style), share >= 0.5 ? paint.yellow : paint.red] as const
  })
  return { label: 'answered', signs, scale: scaleOf(MOST, style), legend: [] }
}

/** null without fallbacks. */
function fallbackRow(columns: readonly Column[], style: Style): Row | null {
  if (!columns.some(({ fellBack }) => fellBack > 0)) return null
  const signs = columns.map(({ ended, fellBack }) => {
    const share = ended === 0 ? 0 : fellBack / ended
    const sign = fellBack === 0 ? ' ' : level(share >= GOOD ? 1 : share, style)
    return [sign, style.paint.cyan] as const
  })
  return { label: 'fallback', signs, scale: scaleOf(MOST, style), legend: [] }
}

/** The kind that most calls failed by, where a second was not good; null when all were. */
function failureRow(columns: readonly Column[], { paint }: Style): Row | null {
  const words = new Set<FailureWord>()
  const signs = columns.map(({ ended, answered, worst }) => {
    if (worst === null || answered >= GOOD * ended) return [' ', paint.red] as const
    words.add(worst.word)
    const letter = LETTERS[worst.word]
    return [worst.count >= ended / 2 ? letter : letter.toLowerCase(), paint.red] as const
  })
  if (words.size === 0) return null
  const legend = [...words].map((word) => `${LETTERS[word]} ${word}`)
  return { label: 'failed by', signs, legend }
}

/** null when none ever left closed. */
function breakerRow(columns: readonly Column[], { paint, sign }: Style): Row | null {
  if (!columns.some(({ openShare, halfOpenShare }) => openShare + halfOpenShare > 0)) return null
  const signs = columns.map(({ openShare, halfOpenShare }) => {
    const most = Math.max(openShare, halfOpenShare)
    if (most === 0) return [sign.ignored, paint.dim] as const
    const letter = openShare >= halfOpenShare ? 'O' : 'H'
    const color = letter === 'O' ? paint.red : paint.yellow
    return [most >= 0.5 ? letter : letter.toLowerCase(), color] as const
  })
  const has = (letter: string) => signs.some(([one]) => one.toUpperCase() === letter)
  const legend = [
    ...(has(sign.ignored) ? [`${sign.ignored} closed`] : []),
    ...(has('O') ? ['O open'] : []),
    ...(has('H') ? ['H half-open'] : []),
  ]
  return { label: 'breakers', signs, legend }
}

function upstreamRow(columns: readonly Column[], style: Style): Row | null {
  const peak = Math.max(...columns.map(({ arrivedPerS }) => arrivedPerS))
  if (peak === 0) return null
  const signs = columns.map(({ arrivedPerS }) => {
    const sign = arrivedPerS === 0 ? ' ' : level(arrivedPerS / peak, style)
    return [sign, style.paint.blue] as const
  })
  return { label: 'upstream', signs, scale: scaleOf(figureText(peak, 'per-s'), style), legend: [] }
}

/** A bar with its details behind it, or before it, as many of them as there is room for. */
function markRow(
  { label, details, spans }: Mark,
  columns: readonly Column[],
  room: number,
  { paint, sign }: Style,
): Row {
  const within = isWithin(columns, spans)
  const signs = within.map((is) => (is ? sign.stretch : ' '))
  const [start, end] = [within.indexOf(true), within.lastIndexOf(true) + 1]
  for (let count = start < 0 ? 0 : details.length; count > 0; count--) {
    const text = details.slice(0, count).join(', ')
    const size = columnsOf(text)
    if (end + 1 + size <= room) signs.splice(end, size + 1, ' ', ...text)
    else if (size < start) signs.splice(start - size - 1, size, ...text)
    else continue
    break
  }
  return { label, signs: signs.map((one) => [one, paint.magenta] as const), legend: [] }
}

const STEPS_S = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]

/** A stroke and the time where a step begins; steps so wide that no time touches the next. */
function axisText(columns: readonly Column[], { sign }: Style): string {
  const startMs = columns[0]!.fromMs
  const eachMs = columns[0]!.untilMs - startMs
  const endMs = columns.at(-1)!.untilMs
  const label = (s: number) => `${sign.bar}${s} s`
  const widest = columnsOf(label(Math.round(endMs / 1000))) + 1
  const wide = STEPS_S.filter((s) => (s * 1000) / eachMs >= widest)
  const even = wide.find((s) => (s * 1000) % eachMs === 0)
  const stepS = even ?? wide[0] ?? Math.ceil(endMs / 1000)
  let text = ''
  for (let s = 0; s * 1000 < endMs; s += stepS) {
    const at = Math.round((s * 1000 - startMs) / eachMs)
    if (at + columnsOf(label(s)) <= columns.length || s === 0) text = padTo(text, at) + label(s)
  }
  return text
}
