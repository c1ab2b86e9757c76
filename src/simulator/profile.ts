/**
 * A value over time, in straight pieces: rates of arrivals, spikes, ramps, capacity. Two points at
 * one time are a step; before the first point and after the last the value stands still.
 */

export interface ProfilePoint {
  /** ms since the start; ascending. */
  readonly atMs: number
  /** ≥ 0. */
  readonly value: number
}

export class Profile {
  readonly points: readonly ProfilePoint[]

  constructor(points: readonly ProfilePoint[]) {
    if (points.length === 0) throw new Error('simulator: a profile has at least one point')
    this.points = points
  }

  static constant(value: number): Profile {
    return new Profile([{ atMs: 0, value }])
  }

  /** The value from `atMs` on: at a step, the one behind it. */
  valueAt(atMs: number): number {
    return this.#valueAt(atMs, this.#nextAfter(atMs))
  }

  /** When the area under the curve from `fromMs` on has grown by `area` (value · ms). */
  timeOfArea(fromMs: number, area: number): number {
    const { points } = this
    if (points.length === 1) {
      const { value } = points[0]!
      return value > 0 ? fromMs + area / value : Number.POSITIVE_INFINITY
    }
    let next = this.#nextAfter(fromMs)
    let at = fromMs
    let rest = area
    for (;;) {
      const value = this.#valueAt(at, next)
      const until = points[next]
      if (until === undefined) {
        return value > 0 ? at + rest / value : Number.POSITIVE_INFINITY
      }
      const width = until.atMs - at
      const slope = (until.value - value) / width
      const whole = value * width + (slope * width * width) / 2
      if (whole >= rest) return at + widthOf(rest, value, slope)
      rest -= whole
      at = until.atMs
      while (next < points.length && points[next]!.atMs <= at) next++
    }
  }

  /** The points where the value stops being what it was, ascending. */
  turns(): number[] {
    return [...new Set(this.points.map((point) => point.atMs))]
  }

  /** Index of the first point behind `atMs`; how many there are, if there is none. */
  #nextAfter(atMs: number): number {
    let [low, high] = [0, this.points.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.points[middle]!.atMs > atMs) high = middle
      else low = middle + 1
    }
    return low
  }

  #valueAt(atMs: number, next: number): number {
    const before = this.points[next - 1]
    const after = this.points[next]
    if (!before) return after!.value
    if (!after) return before.value
    const share = (atMs - before.atMs) / (after.atMs - before.atMs)
    return before.value + (after.value - before.value) * share
  }
}

/** The x > 0 with value·x + slope·x²/2 = area, given that there is one. */
function widthOf(area: number, value: number, slope: number): number {
  if (slope === 0) return area / value
  const root = Math.sqrt(Math.max(0, value * value + 2 * slope * area))
  // The stable form of (root - value) / slope.
  return (2 * area) / (value + root)
}
