/**
 * What happens to the configuration, counted: how long it takes to load, how often it changes, how
 * often a new one is invalid. Events are rare, so they are kept as they are: the last 10 000 of the
 * last 24 hours.
 */
import type { Act } from '../acts.js'
import { type Clock, systemClock } from '../clock.js'

const MAX_EVENTS = 10_000
const MAX_AGE_MS = 24 * 3_600_000

interface ConfigurationEvent {
  readonly at: number
  readonly kind: 'load' | 'change' | 'valid' | 'invalid'
  /** Duration of a load; 0 for others. */
  readonly ms: number
}

export interface ConfigurationCounts {
  readonly loads: number
  /** null when nothing was loaded. */
  readonly longestLoadMs: number | null
  readonly changes: number
  readonly validations: number
  readonly invalid: number
  /** 0..1; 0 when nothing was validated. */
  readonly invalidRate: number
}

export class ConfigurationMetrics {
  readonly #clock: Clock
  #events: ConfigurationEvent[] = []
  /** What is observed, and the way to stop. */
  readonly #observed = new WeakMap<object, () => void>()

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** A policy was read and resolved; `ms`: how long it took. */
  loaded(ms: number): void {
    this.#add('load', ms)
  }

  changed(): void {
    this.#add('change', 0)
  }

  validated(valid: boolean): void {
    this.#add(valid ? 'valid' : 'invalid', 0)
  }

  /**
   * Counts what an orchestrator is told; returns the way to stop. One that is observed already is
   * not counted twice.
   */
  observe(orchestrator: { onAct(listener: (act: Act) => void): () => void }): () => void {
    const known = this.#observed.get(orchestrator)
    if (known) return known
    const leave = orchestrator.onAct(({ type }) => {
      if (type === 'reload') this.changed()
      if (type === 'reload' || type === 'reload-refused') this.validated(type === 'reload')
    })
    const stop = () => {
      if (this.#observed.get(orchestrator) === stop) this.#observed.delete(orchestrator)
      leave()
    }
    this.#observed.set(orchestrator, stop)
    return stop
  }

  /** Of the last `windowMs`, at most 24 hours. */
  counts(windowMs = MAX_AGE_MS): ConfigurationCounts {
    const from = this.#clock.now() - windowMs
    const recent = this.#events.filter(({ at }) => at > from)
    const of = (...kinds: string[]) => recent.filter(({ kind }) => kinds.includes(kind))
    const loads = of('load')
    const validations = of('valid', 'invalid').length
    const invalid = of('invalid').length
    return {
      loads: loads.length,
      longestLoadMs: loads.length === 0 ? null : Math.max(...loads.map(({ ms }) => ms)),
      changes: of('change').length,
      validations,
      invalid,
      invalidRate: validations === 0 ? 0 : invalid / validations,
    }
  }

  reset(): void {
    this.#events = []
  }

  #add(kind: ConfigurationEvent['kind'], ms: number): void {
    const at = this.#clock.now()
    if (this.#events.length >= MAX_EVENTS || this.#tooOld(at)) {
      const from = at - MAX_AGE_MS
      const recent = this.#events.filter((event) => event.at > from)
      this.#events = recent.slice(-(MAX_EVENTS - 1))
    }
    this.#events.push({ at, kind, ms })
  }

  #tooOld(now: number): boolean {
    const first = this.#events[0]
    return first !== undefined && first.at <= now - MAX_AGE_MS
  }
}
