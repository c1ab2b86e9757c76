/**
 * Durations as the policy document writes them: `250ms`, `2s`, `1m30s`. The model holds
 * milliseconds. Foreign grammars (ISO 8601, Go, Spring, TimeSpan) live with their formats.
 */

/** Milliseconds of each unit that a policy document knows. */
export const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** The longest duration that a policy may hold: 3650 days. */
export const MAX_DURATION_MS = 3650 * 86_400_000

const PART = /(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)/y

/**
 * Milliseconds of a document duration, or undefined when the text is none.
 * One or more numbers with a unit each, nothing between them; no sign, no bare number.
 */
export function parseDuration(text: string): number | undefined {
  if (text.length === 0 || text.length > 64) return undefined
  let total = 0
  PART.lastIndex = 0
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text)
    if (!part) return undefined
    total += scale(part[1]!, UNIT_MS[part[2]!]!)
  }
  return total <= MAX_DURATION_MS ? total : undefined
}

/** Multiplies so that `0.3` s gives 300 and not 299.99999999999994. */
function scale(digits: string, unitMs: number): number {
  return Number((Number(digits) * unitMs).toPrecision(15))
}

/**
 * The shortest exact way to write milliseconds: the largest unit that divides them.
 * `parseDuration(formatDuration(ms)) === ms` for every finite ms from 0 to MAX_DURATION_MS that is
 * a whole number of nanoseconds.
 */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  for (const unit of ['d', 'h', 'm', 's', 'ms', 'us', 'ns']) {
    const amount = Number((ms / UNIT_MS[unit]!).toPrecision(15))
    if (Number.isInteger(amount) && scale(String(amount), UNIT_MS[unit]!) === ms) {
      return `${amount}${unit}`
    }
  }
  return `${Number(ms.toPrecision(15))}ms`
}

/**
 * Milliseconds for people: `1m2.5s` and not `62500ms`. Rounded to a thousandth of a second, or of a
 * millisecond below one second; a document wants `formatDuration`, which is exact.
 */
export function proseDuration(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 1000) return `${thousandths(ms)}ms`
  let rest = thousandths(ms / 1000)
  let text = ''
  for (const unit of ['d', 'h', 'm']) {
    const unitS = UNIT_MS[unit]! / 1000
    const amount = Math.floor(rest / unitS)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * unitS
  }
  rest = thousandths(rest)
  return rest > 0 || text === '' ? `${text}${rest}s` : text
}

function thousandths(amount: number): number {
  return Math.round(amount * 1000) / 1000
}
