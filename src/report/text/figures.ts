/**
 * Figures of rehearsals in human units: 99.95 %, 1.3 s, 250/s, 1.24x. A changer must keep: what is
 * not quite all is never shown as 100 %, nor a little as nothing, and a figure beside its limit
 * has as many digits as it takes to see on which side it lies.
 */
import type { MetricUnit } from '../../rehearse/metrics.js'
import type { Spread } from '../../rehearse/spread.js'
import type { Style } from './look.js'

/** A number that is to be written: `amount` with `digits` behind the point, then the suffix. */
interface Scaled {
  /** The amount is the value times this. */
  readonly factor: number
  readonly digits: number
  readonly suffix: string
}

const SCALES: Readonly<Record<MetricUnit, (value: number) => Scaled>> = {
  share: (value) => {
    const digits = isAllOrNothing(value, 'share') ? 0 : value < 0.01 || value >= 0.985 ? 2 : 1
    return { factor: 100, digits, suffix: ' %' }
  },
  ms: (ms) => {
    if (ms < 999.5) return { factor: 1, digits: ms >= 0.05 && ms < 9.95 ? 1 : 0, suffix: ' ms' }
    if (ms < 600_000) return { factor: 1e-3, digits: ms < 99_950 ? 1 : 0, suffix: ' s' }
    return { factor: 1 / 60_000, digits: 1, suffix: ' min' }
  },
  'per-s': (value) => ({ factor: 1, digits: value > 0 && value < 9.95 ? 1 : 0, suffix: '/s' }),
  ratio: () => ({ factor: 1, digits: 2, suffix: 'x' }),
  count: (value) => {
    return { factor: 1, digits: value < 99.95 && !Number.isInteger(value) ? 1 : 0, suffix: '' }
  },
}

function isAllOrNothing(value: number, unit: MetricUnit): boolean {
  return unit === 'share' && (value === 0 || value === 1)
}

/** Digits behind the point at which even the closest race is called. */
const MOST_DIGITS = 8

/** @param limit what it is compared with; then it takes more digits where the two look alike */
export function figureText(value: number, unit: MetricUnit, limit?: number): string {
  const { factor, digits, suffix } = SCALES[unit](value)
  const amount = value * factor
  if (limit === undefined || limit === value) return `${plain(amount, digits, unit)}${suffix}`
  for (let more = digits; more <= MOST_DIGITS; more++) {
    const shown = Number(amount.toFixed(more))
    if (Math.sign(shown - limit * factor) === Math.sign(value - limit) && !isFlat(shown, amount)) {
      return `${grouped(amount.toFixed(more))}${suffix}`
    }
  }
  return `${plain(amount, MOST_DIGITS, unit)}${suffix}`
}

/** Whether rounding has made all, or nothing, of what is not. */
function isFlat(shown: number, amount: number): boolean {
  return (shown === 0 || shown === 100) && shown !== amount
}

function plain(amount: number, digits: number, unit: MetricUnit): string {
  const text = amount.toFixed(digits)
  if (unit !== 'share' || !isFlat(Number(text), amount)) return grouped(text)
  const step = 10 ** -digits
  return amount < 50 ? `<${step.toFixed(digits)}` : (100 - step).toFixed(digits)
}

/** Thousands apart from five digits on: `12 000`. */
export function grouped(digits: string): string {
  const [whole = '', rest] = digits.split('.')
  const apart = whole.replace('-', '').length < 5 ? whole : whole.replace(THOUSANDS, ' ')
  return rest === undefined ? apart : `${apart}.${rest}`
}

const THOUSANDS = /\B(?=(\d{3})+$)/g

/** `5.0–8.1 s`: unit and digits once for both, if they can. One figure where they look alike. */
export function rangeText(from: number, to: number, unit: MetricUnit, { sign }: Style): string {
  const [low, high] = [SCALES[unit](from), SCALES[unit](to)]
  if (figureText(from, unit) === figureText(to, unit)) return figureText(from, unit)
  if (low.suffix !== high.suffix) {
    return `${figureText(from, unit)}${sign.none}${figureText(to, unit)}`
  }
  const digits = Math.max(low.digits, high.digits)
  const end = (value: number, own: Scaled) =>
    plain(value * own.factor, isAllOrNothing(value, unit) ? 0 : digits, unit)
  return `${end(from, low)}${sign.none}${end(to, high)}${high.suffix}`
}

/** `6.2 s (5.0–8.1 s)`: mean and 5 to 95 % of the seeds; the mean alone where all are alike. */
export function spreadText(spread: Spread, unit: MetricUnit, style: Style, limit?: number): string {
  const mean = figureText(spread.mean, unit, limit)
  if (spread.count === 1 || spread.min === spread.max) return mean
  return `${mean} (${rangeText(spread.p5, spread.p95, unit, style)})`
}

/** `9.6 / 252 ms`. */
export function pairText(one: number | null, other: number | null, unit: MetricUnit, style: Style) {
  const { none } = style.sign
  if (one === null || other === null) return none
  const [first, second] = [figureText(one, unit), figureText(other, unit)]
  const [suffix, same] = [SCALES[unit](one).suffix, SCALES[unit](other).suffix]
  return `${suffix === same ? first.slice(0, first.length - suffix.length) : first} / ${second}`
}

/** Seconds of the clock of a run: `60 s`, `62.27 s`. */
export function clockText(ms: number): string {
  return `${grouped(String(Math.round(ms / 10) / 100))} s`
}
