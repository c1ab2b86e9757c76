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
    const { points } = this
    let next = points.findIndex((point) => point.atMs > atMs)
    if (next === -1) next = points.length
    const before = points[next - 1]
    const after = points[next]
    if (!before) return after!.value
    if (!after) return before.value
    const share = (atMs - before.atMs) / (after.atMs - before.atMs)
    return before.value + (after.value - before.value) * share
  }

  /** When the area under the curve from `fromMs` on has grown by `area` (value · ms). */
  timeOfArea(fromMs: number, area: number): number {
    const [first, second] = this.points
    if (second === undefined) {
      return first!.value > 0 ? fromMs + area / first!.value : Number.POSITIVE_INFINITY
    }
    let at = fromMs
    let rest = area
    for (;;) {
      const value = this.valueAt(at)
      const until = this.#nextPoint(at)
      if (until === undefined) {
        return value > 0 ? at + rest / value : Number.POSITIVE_INFINITY
      }
      const width = until - at
      const slope = (this.#valueBefore(until) - value) / width
      const whole = value * width + (slope * width * width) / 2
      if (whole >= rest) return at + widthOf(rest, value, slope)
      rest -= whole
      at = until
    }
  }

  /** The points where the value stops being what it was, ascending. */
  turns(): number[] {
    return [...new Set(this.points.map((point) => point.atMs))]
  }

  #nextPoint(atMs: number): number | undefined {
    return this.points.find((point) => point.atMs > atMs)?.atMs
  }

  /** The value that the piece before `atMs` leads to: at a step, the one in front of it. */
  #valueBefore(atMs: number): number {
    return this.points.find((point) => point.atMs === atMs)!.value
  }
}

/** The x > 0 with value·x + slope·x²/2 = area, given that there is one. */
function widthOf(area: number, value: number, slope: number): number {
  if (slope === 0) return area / value
  const root = Math.sqrt(Math.max(0, value * value + 2 * slope * area))
  // The stable form of (root - value) / slope.
  return (2 * area) / (value + root)
}
