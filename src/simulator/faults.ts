/**
 * What goes wrong, when, for whom. Faults of one upstream stack in the order of `FAULT_ORDER`, not
 * in the order in which they are written: a call that one of the first three takes does not meet
 * the rest, so of 2 % refused and 10 % errors 9.8 % of all calls are errors.
 *
 * Each fault draws from a stream of its own and counts the calls that it touched: a run in which a
 * fault touched none has shown nothing.
 */
import type { Random } from '../orchestrator/random.js'
import type { Streams } from './streams.js'

/**
 * refuse: the connection is refused at once. swallow: no answer ever. stall: held back, delivered
 * when the fault ends. capacity: fewer workers. latency: work takes longer. errors: the work is
 * done and the answer is an error.
 */
export const FAULT_ORDER = ['refuse', 'swallow', 'stall', 'capacity', 'latency', 'errors'] as const
export type FaultKind = (typeof FAULT_ORDER)[number]

export interface Fault {
  readonly kind: FaultKind
  /** ms from the start of the run. */
  readonly atMs: number
  readonly durationMs: number
  /** It grows to its full size over this long, from `atMs` on. Default 0. */
  readonly rampUpMs?: number
  /** It fades away over this long, after its duration. Default 0. */
  readonly rampDownMs?: number
  /** Share of the calls that it touches, 0..1. Default 1. Not for capacity. */
  readonly share?: number
  /** It comes and goes: first there, for `downMs`, then away for `upMs`, and so on. */
  readonly flap?: { readonly downMs: number; readonly upMs: number }
  /** Only calls for this partition, from 0. Default all. */
  readonly partition?: number
  /** errors: HTTP status. Default 503. */
  readonly status?: number
  /** latency: added to the work, in ms. Default 0. */
  readonly addMs?: number
  /** latency: the work takes this many times as long. Default 1. */
  readonly factor?: number
  /** capacity: what is left of the workers, 0..1. Default 0. */
  readonly left?: number
}

export class ActiveFault {
  readonly fault: Fault
  /** Calls that met it. */
  touched = 0
  readonly endMs: number
  readonly #random: Random
  readonly #atMs: number
  readonly #share: number
  /** Neither flaps nor ramps: while it is there, all of it is. */
  readonly #steady: boolean
  /** The ramp of a latency fault is in its size, not in its share. */
  readonly #rampsInSize: boolean

  constructor(fault: Fault, random: Random) {
    const { kind, atMs, durationMs, rampUpMs = 0, rampDownMs = 0, flap, share = 1 } = fault
    this.fault = fault
    this.endMs = atMs + durationMs + rampDownMs
    this.#random = random
    this.#atMs = atMs
    this.#share = share
    this.#steady = flap === undefined && rampUpMs === 0 && rampDownMs === 0
    this.#rampsInSize = kind === 'latency'
  }

  /** How much of it is there, 0..1. */
  intensity(nowMs: number): number {
    if (nowMs < this.#atMs || nowMs >= this.endMs) return 0
    if (this.#steady) return 1
    const { durationMs, rampUpMs = 0, rampDownMs = 0, flap } = this.fault
    const since = nowMs - this.#atMs
    if (flap && since % (flap.downMs + flap.upMs) >= flap.downMs) return 0
    if (since < rampUpMs) return since / rampUpMs
    if (since >= durationMs) return 1 - (since - durationMs) / rampDownMs
    return 1
  }

  isFor(partition: number): boolean {
    return (this.fault.partition ?? partition) === partition
  }

  /** Whether it takes a call for `partition` now; counts it if so. */
  takes(nowMs: number, partition: number): boolean {
    if (!this.isFor(partition)) return false
    const intensity = this.intensity(nowMs)
    const chance = this.#share * (this.#rampsInSize && intensity > 0 ? 1 : intensity)
    if (chance <= 0 || (chance < 1 && this.#random() >= chance)) return false
    this.touched++
    return true
  }

  /** When it begins, ends, comes or goes, within the run; ramps are not among them. */
  turns(): number[] {
    const { atMs, flap } = this.fault
    const turns = [atMs, this.endMs]
    if (flap) {
      for (let at = atMs; at < this.endMs; at += flap.downMs + flap.upMs) {
        turns.push(at, Math.min(this.endMs, at + flap.downMs))
      }
    }
    return [...new Set(turns)].sort((a, b) => a - b)
  }
}

export class Faults {
  readonly all: readonly ActiveFault[]
  readonly by: Readonly<Record<FaultKind, readonly ActiveFault[]>>
  /** Whether there are any that a call meets before its work begins. */
  readonly anyBeforeWork: boolean
  #from = Number.POSITIVE_INFINITY
  #until = 0

  /** `owner` names the streams: one for each fault. */
  constructor(faults: readonly Fault[], streams: Streams, owner: string) {
    this.all = faults.map((fault, i) => new ActiveFault(fault, streams.of(`${owner}/fault ${i}`)))
    const kind = (wanted: FaultKind) => this.all.filter(({ fault }) => fault.kind === wanted)
    this.by = {
      refuse: kind('refuse'),
      swallow: kind('swallow'),
      stall: kind('stall'),
      capacity: kind('capacity'),
      latency: kind('latency'),
      errors: kind('errors'),
    }
    const { refuse, swallow, stall, capacity } = this.by
    this.anyBeforeWork = [refuse, swallow, stall, capacity].some((list) => list.length > 0)
    for (const { fault, endMs } of this.all) {
      this.#from = Math.min(this.#from, fault.atMs)
      this.#until = Math.max(this.#until, endMs)
    }
  }

  /** Whether any may be there; the usual answer is a quick no. */
  any(nowMs: number): boolean {
    return nowMs >= this.#from && nowMs < this.#until
  }

  /** What is left of the workers of a partition, 0..1. */
  capacity(nowMs: number, partition: number): number {
    let left = 1
    for (const active of this.by.capacity) {
      if (!active.isFor(partition)) continue
      left *= 1 - active.intensity(nowMs) * (1 - (active.fault.left ?? 0))
    }
    return left
  }

  /** Work of `ms`, by the latency faults that take the call. */
  stretched(ms: number, nowMs: number, partition: number): number {
    const { latency } = this.by
    let total = ms
    for (let i = 0; i < latency.length; i++) {
      const active = latency[i]!
      if (!active.takes(nowMs, partition)) continue
      const { factor = 1, addMs = 0 } = active.fault
      const size = active.intensity(nowMs)
      total = total * (1 + (factor - 1) * size) + addMs * size
    }
    return total
  }
}

/** The first of the list that takes the call, or undefined. */
export function firstOf(
  faults: readonly ActiveFault[],
  nowMs: number,
  partition: number,
): ActiveFault | undefined {
  for (let i = 0; i < faults.length; i++) {
    if (faults[i]!.takes(nowMs, partition)) return faults[i]
  }
  return undefined
}
