/**
 * The machine: operations by name, pools by group, breakers by name, all of them plain values. No
 * clock, no chance of its own, no promise: a driver (runtime, simulator) brings those and starts
 * one `Call` per logical call. An operation that the policy does not name takes the default policy;
 * such operations are bounded and idle ones go (R37).
 */
import type { ResolvedPolicy } from '../policy/resolved.js'
import type { Breaker, BreakerSnapshot } from './breaker.js'
import { Bulkhead } from './bulkhead.js'
import type { MachineContext } from './context.js'
import type { EventSink } from './events.js'
import type { Meter } from './meter.js'
import { Operation } from './operation.js'
import type { Random } from './random.js'
import { Registry } from './registry.js'

/** The policies in force. Resolving must not fail: check a new document before it gets here. */
export interface Policies {
  /** Names that are listed: their state is never thrown out. */
  readonly operations: readonly string[]
  /** The policy of an operation, listed or not. */
  readonly policyOf: (operation: string) => ResolvedPolicy
}

export interface MachineOptions {
  readonly policies: Policies
  readonly random: Random
  readonly sink?: EventSink | null
  /** Most operations that are not listed. ≥ 1, default 1000. */
  readonly maxOperations?: number
  /** Most hosts of one operation with breakers of their own. ≥ 1, default 1000. */
  readonly maxHosts?: number
}

export interface BreakerEntry {
  readonly operation: string
  /** null for the operation's own. */
  readonly host: string | null
  readonly breaker: Breaker
}

export interface SavedBreaker extends BreakerSnapshot {
  readonly operation: string
  readonly host: string | null
}

/** Gives the meter of an operation that was just made, or is measured from now on. */
export type MeterOf = (operation: Operation) => Meter

export class Machine {
  readonly context: MachineContext
  /** null while nobody measures; see `measure`. */
  meterOf: MeterOf | null = null
  #policies: Policies
  #operations: Registry<Operation>
  #groups = new Map<string, Bulkhead>()
  #maxHosts: number

  constructor({ policies, random, sink, maxOperations, maxHosts }: MachineOptions) {
    this.context = { random, sink: sink ?? null, unusualOnly: false, telling: false, closed: false }
    this.#policies = policies
    this.#maxHosts = maxHosts ?? 1000
    this.#operations = new Registry(maxOperations ?? 1000, (name) => this.#create(name))
    this.#operations.fix(policies.operations)
  }

  operation(name: string): Operation {
    return this.#operations.get(name)
  }

  operations(): Operation[] {
    return [...this.#operations].map(([, operation]) => operation)
  }

  /** Takes changed policies on; all state is kept, calls in flight end under the old ones (R35). */
  configure(policies: Policies, now: number): void {
    const changed = this.operations().map(
      (operation) => [operation, policies.policyOf(operation.name)] as const,
    )
    this.#policies = policies
    this.#operations.fix(policies.operations)
    const groups = new Set<string>()
    for (const [operation, policy] of changed) {
      const group = policy.bulkhead?.group
      const first = group != null && !groups.has(group)
      if (first) groups.add(group)
      if (first) this.#groups.get(group)?.configure(policy.bulkhead!)
      operation.configure(policy, now)
    }
  }

  breakers(): BreakerEntry[] {
    return this.operations().flatMap(({ name: operation, breaker, hosts }) => {
      const found: BreakerEntry[] = breaker ? [{ operation, host: null, breaker }] : []
      for (const [host, ofHost] of hosts ?? []) found.push({ operation, host, breaker: ofHost })
      return found
    })
  }

  /** The breaker of an operation (made if need be) or of one of its hosts. */
  breaker(operation: string, host?: string): Breaker | null {
    const owner = this.operation(operation)
    return host === undefined ? owner.breaker : owner.breakerFor(host)
  }

  /** Breakers worth remembering over a restart: all that are not as good as new. */
  snapshot(now: number): SavedBreaker[] {
    const notable = this.breakers().filter(({ breaker }) => !breaker.idle)
    return notable.map(({ operation, host, breaker }) => ({
      operation,
      host,
      ...breaker.snapshot(now),
    }))
  }

  restore(saved: readonly SavedBreaker[], now: number): void {
    for (const breaker of saved) {
      this.breaker(breaker.operation, breaker.host ?? undefined)?.restore(breaker, now)
    }
  }

  /** Has every operation measured, those to come included; null for no more. */
  measure(meterOf: MeterOf | null): void {
    this.meterOf = meterOf
    for (const operation of this.operations()) operation.meter = meterOf?.(operation) ?? null
  }

  /** No new call is let in and no retry is made; who waits is for the driver to send away (R14). */
  close(): void {
    this.context.closed = true
  }

  #create(name: string): Operation {
    const operation = new Operation({
      name,
      policy: this.#policies.policyOf(name),
      context: this.context,
      group: (group, policy) => this.#group(group, policy),
      maxHosts: this.#maxHosts,
    })
    operation.meter = this.meterOf?.(operation) ?? null
    return operation
  }

  /** Operations that name one group with different limits get the smaller of each. */
  #group(name: string, { bulkhead }: ResolvedPolicy): Bulkhead {
    const found = this.#groups.get(name)
    if (!found) {
      const made = new Bulkhead(bulkhead!)
      this.#groups.set(name, made)
      return made
    }
    found.configure({
      maxConcurrent: Math.min(found.limits.maxConcurrent, bulkhead!.maxConcurrent),
      maxQueued: Math.min(found.limits.maxQueued, bulkhead!.maxQueued),
    })
    return found
  }
}
