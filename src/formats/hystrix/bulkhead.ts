/**
 * The bulkhead of a command: its thread pool, or its permits under SEMAPHORE isolation.
 *
 * Hystrix [H1, H3]: a pool has coreSize threads and rejects at once without a queue; with one the
 * smaller of maxQueueSize and queueSizeRejectionThreshold (5 unless set!) counts. Zuul sets the
 * isolation and the permits of its commands in code, which stands between a command's own keys and
 * `hystrix.command.default`.
 */
import type { Reason } from '../format.js'
import type { Context } from './context.js'
import { POOL_KEYS } from './key-table.js'
import { REASONS } from './reasons.js'
import type { PlainValue } from './value.js'
import { ALL, type Fact, type Facts, type Found, factOf, implied, orElse, stated } from './view.js'

type PoolKey = keyof typeof POOL_KEYS

const WHY = 'Hystrix default'
const PERMITS = 'execution.isolation.semaphore.maxConcurrentRequests'
const STRATEGY = 'execution.isolation.strategy'

export function addBulkhead(context: Context, facts: Facts): void {
  if (!context.hasHystrix) return
  const { value, keys, permits } = isolation(context)
  if (value === 'SEMAPHORE') addPermits(context, facts, keys, permits)
  else addPool(context, facts, keys)
  const misplaced = context.view.find('command', [ALL], 'threadPoolKeyOverride')
  context.dead(REASONS.overrideNoDefault, misplaced)
}

/** Which isolation is in force, by which keys, and the permits if they were set. */
function isolation(context: Context) {
  const { view, operation } = context
  const own = view.find<string>('command', [operation], STRATEGY)
  const below = view.find<string>('command', [ALL], STRATEGY)
  const ownPermits = view.find<number>('command', [operation], PERMITS)
  const defaultPermits = view.find<number>('command', [ALL], PERMITS)
  if (!view.hasZuul) {
    const found = own ?? below
    const permits = factOf(ownPermits ?? defaultPermits, 10, WHY)
    return { value: orElse(found, 'THREAD'), keys: found ? [found] : [], permits }
  }
  const zuul = view.find<string>('zuul', [ALL], 'ribbonIsolationStrategy')
  const zuulPermits = view.find<number>('zuul', [operation, ALL], 'semaphore.maxSemaphores')
  context.dead(REASONS.zuulIsolates, below, defaultPermits)
  if (below && !below.open && below.value !== orElse(zuul, 'SEMAPHORE')) {
    reportZuul(context, below, orElse(zuul, 'SEMAPHORE'))
  }
  const value = orElse(own, orElse(zuul, 'SEMAPHORE'))
  if (value === 'THREAD') context.dead(REASONS.zuulByThread, zuulPermits)
  const permits = factOf(ownPermits ?? zuulPermits, 100, 'default of Zuul')
  const found = own ?? zuul
  return { value, keys: found ? [found] : [], permits }
}

function addPermits(
  context: Context,
  facts: Facts,
  strategy: readonly Found<string>[],
  permits: Fact,
): void {
  facts.set('bulkhead.maxConcurrent', clamped(permits))
  facts.set('bulkhead.maxQueued', byStrategy(implied(0, 'a semaphore has no queue'), strategy))
  for (const owner of [context.operation, ALL]) {
    for (const name of Object.keys(POOL_KEYS)) {
      context.dead(REASONS.poolDead, context.view.find('pool', [owner], name))
    }
  }
  const override = context.view.find('command', [context.operation], 'threadPoolKeyOverride')
  if (context.operation !== undefined) context.dead(REASONS.poolDead, override)
}

function addPool(context: Context, facts: Facts, strategy: readonly Found<string>[]): void {
  context.dead(REASONS.semaphoreDead, context.command(PERMITS))
  facts.set('bulkhead.maxConcurrent', noteLinks(context, clamped(threads(context))))
  facts.set('bulkhead.maxQueued', byStrategy(noteLinks(context, queue(context)), strategy))
  const { pool, view, operation } = context
  if (pool === undefined) return
  const link = view.find<string>('command', [operation], 'threadPoolKeyOverride')
  if (pool.how === 'named-alike' && !pool.shared) return
  const keys = link ? [link.key] : anyKey(context, pool.pool)
  facts.set('bulkhead.group', noteLinks(context, stated(pool.pool, keys)))
}

function anyKey(context: Context, pool: string) {
  for (const name of Object.keys(POOL_KEYS)) {
    const found = context.view.find('pool', [pool], name)
    if (found && found.key.row.noTarget === undefined) return [found.key]
  }
  return []
}

/** How many threads run at once. */
function threads(context: Context): Fact {
  const core = poolKey<number>(context, 'coreSize')
  const most = poolKey<number>(context, 'maximumSize')
  const diverge = poolKey<boolean>(context, 'allowMaximumSizeToDivergeFromCoreSize')
  const fact = factOf(core, 10, WHY)
  if (!orElse(diverge, false)) {
    context.dead(REASONS.sizesTied, most)
    context.dead(REASONS.saysDefault, diverge)
    return fact
  }
  const [coreSize, maximum] = [orElse(core, 10), orElse(most, 10)]
  if (maximum <= coreSize) {
    context.dead(maximum < coreSize ? REASONS.sizeRaised : REASONS.sameSizes, most)
    context.dead(maximum < coreSize ? REASONS.sizeRaised : REASONS.sameSizes, diverge)
    return fact
  }
  const length = orElse(poolKey<number>(context, 'maxQueueSize'), -1)
  const threshold = orElse(poolKey<number>(context, 'queueSizeRejectionThreshold'), 5)
  if (length > 0 && threshold <= length) {
    context.dead(REASONS.neverGrows, most, diverge)
    return fact
  }
  context.dead(REASONS.coreBelowMaximum, core)
  if (most === undefined) return { ...implied(10, WHY), keys: diverge ? [diverge.key] : [] }
  const notes: readonly Reason[] = length > 0 ? [REASONS.growsLate] : []
  const own = factOf(most, 10, WHY)
  return { ...own, keys: [...own.keys, diverge!.key], notes }
}

/** How many commands wait for a thread. */
function queue(context: Context): Fact {
  const length = poolKey<number>(context, 'maxQueueSize')
  const threshold = poolKey<number>(context, 'queueSizeRejectionThreshold')
  const [size, limit] = [orElse(length, -1), orElse(threshold, 5)]
  if (length === undefined || length.open || size <= 0) {
    context.dead(REASONS.noQueue, threshold)
    return factOf(length, 0, WHY, () => 0)
  }
  if (threshold?.open) return factOf(threshold, 5, WHY)
  const keys = threshold ? [length.key, threshold.key] : [length.key]
  if (limit <= 0) {
    reportNoRoom(context, threshold!)
    return stated(0, keys, REASONS.rejectsAll)
  }
  if (threshold === undefined && size > limit) reportHiddenThreshold(context, length)
  const room = Math.min(size, limit)
  const notes = size === limit ? [] : [REASONS.queueRejectsFirst]
  return stated(room > 1_000_000_000 ? 'unlimited' : room, keys, ...notes)
}

function poolKey<T extends PlainValue>(context: Context, name: PoolKey): Found<T> | undefined {
  return context.view.find<T>('pool', [context.pool?.pool, ALL], name)
}

/** Marks a value with how sure it is that this pool is the command's. */
function noteLinks(context: Context, fact: Fact): Fact {
  if (fact.keys.length === 0) return fact
  if (fact.keys.every((key) => key.group === 'pool' && key.owner === ALL)) {
    return { ...fact, notes: [...fact.notes, REASONS.poolByGroup] }
  }
  const how = context.pool?.how
  if (how === undefined || how === 'stated') return fact
  const note = how === 'stands-for-it' ? REASONS.poolAlone : REASONS.poolGuessed
  return { ...fact, notes: [...fact.notes, note] }
}

function byStrategy(fact: Fact, strategy: readonly Found<string>[]): Fact {
  const keys = strategy.flatMap((found) => (found.open ? [] : [found.key]))
  return fact.open || keys.length === 0 ? fact : { ...fact, also: keys }
}

function clamped(fact: Fact): Fact {
  if (typeof fact.value !== 'number' || fact.value <= 1_000_000) return fact
  return { ...fact, value: 1_000_000, notes: [...fact.notes, REASONS.clamped] }
}

function reportZuul(context: Context, below: Found<string>, inForce: string): void {
  context.finding({
    ruleId: 'hystrix/zuul-isolation',
    severity: 'warning',
    message:
      `${below.value} has no effect on routes of Zuul, which run under ${inForce} ` +
      '(zuul.ribbon-isolation-strategy).',
    help: 'Check bulkhead.maxConcurrent; it is what Zuul does, not what this key says.',
    span: below.key.source.span,
    data: { written: below.value, inForce },
  })
}

function reportNoRoom(context: Context, threshold: Found<number>): void {
  context.finding({
    ruleId: 'hystrix/queue-rejects-all',
    severity: 'error',
    message:
      `queueSizeRejectionThreshold ${threshold.value} beside a queue ` +
      'makes Hystrix reject every call.',
    help: 'Say how many calls may wait, or drop maxQueueSize.',
    span: threshold.key.source.span,
    data: { threshold: threshold.value },
  })
}

function reportHiddenThreshold(context: Context, length: Found<number>): void {
  context.finding({
    ruleId: 'hystrix/queue-threshold-default',
    severity: 'warning',
    message:
      `maxQueueSize ${length.value} holds 5 calls only, ` +
      'since queueSizeRejectionThreshold is 5 unless set.',
    help: 'Keep 5 as the policy has it, or raise bulkhead.maxQueued to what was meant.',
    span: length.key.source.span,
    data: { maxQueueSize: length.value, queued: 5 },
  })
}
