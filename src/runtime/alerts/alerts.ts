/**
 * Watches metrics by rules and tells when a limit is crossed and when it is over. Looks at a tick,
 * beside the calls: nothing here runs inside of a call, slows one down or can throw into one. What
 * comes and goes between two ticks is seen for breakers (openings are counted), not for queues.
 *
 * Operations that the metrics no longer tell apart are over for their rules as well.
 */
import { randomUUID } from 'node:crypto'
import type { Failure } from '../../orchestrator/failure.js'
import type { Clock, Timer } from '../clock.js'
import type { ConfigurationMetrics } from '../metrics/configuration-metrics.js'
import type { Metrics } from '../metrics/metrics.js'
import type { OperationMeter } from '../metrics/operation-meter.js'
import { requireWait } from '../usage.js'
import { type Alert, alertOf, type Firing } from './alert.js'
import { AlertState } from './alert-state.js'
import { CallWindow } from './call-window.js'
import type { Delivery } from './delivery.js'
import { ALERT_METRICS, type AlertRule, DEFAULT_RULES, ruleProblems } from './rule.js'

export interface AlertsOptions {
  /** Default `DEFAULT_RULES`. */
  readonly rules?: readonly AlertRule[]
  /** Where alerts go: functions are called with each; what they throw goes to `onError`. */
  readonly deliver: readonly (Delivery | ((alert: Alert) => unknown))[]
  /**
   * For the rules about the configuration; without it they never fire. Give it to
   * `openOrchestrator` or `watchPolicyFile` as well, which fill it.
   */
  readonly configuration?: ConfigurationMetrics
  /**
   * Time between looks, ms; the timer does not hold the process up. 1 to 2^31 - 1, default 1000.
   * null: only `tick` looks.
   */
  readonly tickMs?: number | null
  /** Hears what deliveries throw. Default: nobody. */
  readonly onError?: (error: unknown) => void
  /** Default: the clock of the metrics. */
  readonly clock?: Clock
}

interface Watched {
  readonly rule: AlertRule
  readonly operation: string | null
  readonly state: AlertState
  firing: Firing | null
}

export class Alerts {
  readonly #metrics: Metrics
  readonly #options: AlertsOptions
  readonly #rules: readonly AlertRule[]
  readonly #clock: Clock
  readonly #windows = new Map<number, CallWindow>()
  /** Openings seen, by meter and what it counted then. */
  #opened = new Map<OperationMeter, readonly [generation: number, count: number]>()
  readonly #watched = new Map<string, Watched>()
  #timer: Timer | null = null
  #closed = false

  /** Throws when a rule is wrong, naming each fault, or another option is. */
  constructor(metrics: Metrics, options: AlertsOptions) {
    const rules = options.rules ?? DEFAULT_RULES
    const problems = ruleProblems(rules)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    if (!Array.isArray(options.deliver)) throw new TypeError('`deliver` must be a list.')
    requireWait(1, { tickMs: options.tickMs ?? undefined })
    this.#metrics = metrics
    this.#options = options
    this.#rules = rules
    this.#clock = options.clock ?? metrics.clock
    const now = this.#clock.now()
    for (const rule of rules) {
      const windowMs = windowOf(rule)
      const wantsLatency = rules.some((r) => r.metric === 'latency' && windowOf(r) === windowMs)
      this.#windows.set(windowMs, new CallWindow(windowMs, wantsLatency, metrics.meters(), now))
    }
    this.#countOpenings()
    this.#arm()
  }

  /** Alerts that fire at the moment. */
  active(): { readonly rule: string; readonly operation: string | null; readonly since: string }[] {
    return [...this.#watched.values()].flatMap(({ rule, operation, firing }) =>
      firing === null ? [] : [{ rule: rule.id, operation, since: firing.since }],
    )
  }

  /** Looks now. Harmless at any time; never throws. */
  tick(): void {
    if (this.#closed) return
    const now = this.#clock.now()
    const meters = this.#metrics.meters()
    const seen = new Set<Watched>()
    for (const rule of this.#rules) {
      for (const [operation, meter] of this.#subjects(rule, meters)) {
        seen.add(this.#look(rule, operation, meter, now))
      }
    }
    for (const [key, watched] of this.#watched) {
      if (!seen.has(watched)) this.#step(watched, 0, undefined, now)
      if (watched.state.idle) this.#watched.delete(key)
    }
    for (const window of this.#windows.values()) window.take(meters, now)
    this.#countOpenings()
  }

  /** Looks no more, and waits for the deliveries to send what they hold. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
    await Promise.all(
      this.#options.deliver.map(async (delivery) => {
        try {
          if (typeof delivery !== 'function') await delivery.close?.()
        } catch (error) {
          this.#report(error)
        }
      }),
    )
  }

  #arm(): void {
    const { tickMs = 1000 } = this.#options
    if (tickMs === null || this.#closed) return
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null
      this.tick()
      this.#arm()
    }, tickMs)
    this.#timer.unref?.()
  }

  #subjects(
    rule: AlertRule,
    meters: readonly OperationMeter[],
  ): (readonly [string | null, OperationMeter | null])[] {
    if (ALERT_METRICS[rule.metric].scope === 'configuration') return [[null, null]]
    const { operation } = rule
    if (operation === undefined) return meters.map((meter) => [meter.name, meter])
    const meter = this.#metrics.of(operation)
    return meter ? [[operation, meter]] : []
  }

  #look(
    rule: AlertRule,
    operation: string | null,
    meter: OperationMeter | null,
    now: number,
  ): Watched {
    const key = `${rule.id}\0${operation ?? ''}`
    let watched = this.#watched.get(key)
    if (watched === undefined) {
      watched = { rule, operation, state: new AlertState(), firing: null }
      this.#watched.set(key, watched)
    }
    const value = this.#value(rule, meter, watched.firing !== null, now)
    this.#step(watched, value, meter?.operation?.breaker?.lastFailure, now)
    return watched
  }

  #value(rule: AlertRule, meter: OperationMeter | null, firing: boolean, now: number): number {
    if (meter === null) return this.#configurationValue(rule)
    if (rule.metric === 'queue') return meter.operation?.bulkhead?.queued ?? 0
    if (rule.metric === 'breaker') return this.#breakers(meter)
    const recent = this.#windows.get(windowOf(rule))!.recent(meter, now)
    const least = firing ? 1 : Math.max(1, rule.minimumCalls ?? 20)
    if (rule.metric === 'error-rate') {
      return recent.ended < least ? 0 : recent.errors / recent.ended
    }
    const latency = recent.latency()
    if (latency === null || latency.count < least) return 0
    return latency.percentile(rule.percentile ?? 0.99) ?? 0
  }

  #breakers(meter: OperationMeter): number {
    const { breaker, hosts } = meter.operation ?? { breaker: null, hosts: null }
    let shut = breaker !== null && breaker.state !== 'closed' ? 1 : 0
    for (const [, host] of hosts ?? []) if (host.state !== 'closed') shut++
    if (shut > 0) return shut
    const [generation, before] = this.#opened.get(meter) ?? [0, 0]
    return generation === meter.generation ? meter.entered('open') - before : 0
  }

  #configurationValue({ metric, windowMs }: AlertRule): number {
    const counts = this.#options.configuration?.counts(windowMs ?? DEFAULT_WINDOW_MS)
    if (counts === undefined) return 0
    if (metric === 'configuration-load') return counts.longestLoadMs ?? 0
    return metric === 'configuration-changes' ? counts.changes : counts.invalidRate
  }

  #countOpenings(): void {
    this.#opened = new Map(
      this.#metrics.meters().map((meter) => [meter, [meter.generation, meter.entered('open')]]),
    )
  }

  #step(watched: Watched, value: number, cause: Failure | undefined, now: number): void {
    const { rule, operation } = watched
    const change = watched.state.step(rule, value, now)
    if (change === null) return
    const at = new Date(this.#clock.wallNow()).toISOString()
    const firing = watched.firing ?? { id: randomUUID(), operation, since: at }
    watched.firing = change === 'firing' ? firing : null
    this.#deliver(alertOf(rule, change, firing, value, at, cause))
  }

  #deliver(alert: Alert): void {
    for (const delivery of this.#options.deliver) {
      try {
        if (typeof delivery !== 'function') delivery.deliver(alert)
        else Promise.resolve(delivery(alert)).catch((error) => this.#report(error))
      } catch (error) {
        this.#report(error)
      }
    }
  }

  #report(error: unknown): void {
    try {
      this.#options.onError?.(error)
    } catch {
      // Whoever hears of errors may fail too; watching must go on.
    }
  }
}

const DEFAULT_WINDOW_MS = 60_000

function windowOf({ windowMs }: AlertRule): number {
  return windowMs ?? DEFAULT_WINDOW_MS
}

/** Watches metrics from now on; see `AlertsOptions`. */
export function createAlerts(metrics: Metrics, options: AlertsOptions): Alerts {
  return new Alerts(metrics, options)
}
