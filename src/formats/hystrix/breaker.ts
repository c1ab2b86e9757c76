/**
 * The circuit breaker of a Hystrix command, and its fallback switch.
 *
 * Hystrix [H1, H8]: error percentage over a rolling window, opens at `>=` once the volume is
 * reached (the percentage is cut to an integer, which changes nothing against an integer
 * threshold), one trial call in half-open. It counts commands, Ribbon's retries inside, every
 * exception, and the rejections of its own bulkhead [H7].
 */

import { LEAVES } from '../../policy/leaves.js'
import type { CommandSuffix, Context } from './context.js'
import { REASONS } from './reasons.js'
import { type Facts, type Found, factOf, implied, orElse, stated } from './view.js'

const WHY = 'Hystrix default'
const NUMBERS = [
  'circuitBreaker.requestVolumeThreshold',
  'circuitBreaker.errorThresholdPercentage',
  'circuitBreaker.sleepWindowInMilliseconds',
  'metrics.rollingStats.timeInMilliseconds',
  'metrics.rollingStats.numBuckets',
  'metrics.healthSnapshot.intervalInMilliseconds',
] as const satisfies readonly CommandSuffix[]

export function addBreaker(context: Context, facts: Facts): void {
  if (!context.hasHystrix) {
    const why = 'Ribbon and Feign have no breaker, and no key of this file is about Hystrix'
    if (context.isClientsAlone) facts.set('circuitBreaker', implied(false, why, 'absent'))
    return
  }
  const off = switchedOff(context)
  if (off) {
    const { found, reason } = off
    facts.set('circuitBreaker', stated(false, [found.key], ...(reason ? [reason] : [])))
    for (const name of NUMBERS) context.dead(REASONS.breakerOff, context.command(name))
    return
  }
  addRate(context, facts)
  addFixedParts(context, facts)
}

/** The key that leaves no breaker at all, if one does; settles the switches on the way. */
function switchedOff(context: Context) {
  const enabled = context.command<boolean>('circuitBreaker.enabled')
  const forceOpen = context.command<boolean>('circuitBreaker.forceOpen')
  const forceClosed = context.command<boolean>('circuitBreaker.forceClosed')
  if (enabled && !enabled.open && !enabled.value) {
    context.dead(REASONS.forceOpenLoses, forceOpen, forceClosed)
    return { found: enabled, reason: undefined }
  }
  if (orElse(forceOpen, false)) {
    reportForceOpen(context, forceOpen!)
    context.dead(REASONS.forceOpen, forceOpen)
    context.dead(REASONS.forceOpenWins, forceClosed)
    return undefined
  }
  context.dead(REASONS.saysDefault, forceOpen)
  if (orElse(forceClosed, false)) {
    context.dead(REASONS.breakerOff, enabled)
    return { found: forceClosed!, reason: REASONS.forceClosed }
  }
  context.dead(REASONS.saysDefault, forceClosed)
  const rate = context.command<number>('circuitBreaker.errorThresholdPercentage')
  if (orElse(rate, 50) > 100) {
    context.dead(REASONS.breakerOff, enabled)
    return { found: rate!, reason: REASONS.neverTrips }
  }
  return undefined
}

function addRate(context: Context, facts: Facts): void {
  const rate = context.command<number>('circuitBreaker.errorThresholdPercentage')
  const always = orElse(rate, 50) <= 0
  const percent = factOf(rate, 50, WHY, (value) => (value > 0 ? value / 100 : 0.01))
  facts.set(
    'circuitBreaker.failureRate',
    always ? { ...percent, notes: [REASONS.alwaysTrips] } : percent,
  )
  for (const [path, name] of [
    ['minimumThroughput', 'circuitBreaker.requestVolumeThreshold'],
    ['openDuration', 'circuitBreaker.sleepWindowInMilliseconds'],
    ['window.duration', 'metrics.rollingStats.timeInMilliseconds'],
  ] as const) {
    const found = context.command<number>(name)
    const most = path === 'minimumThroughput' ? 1_000_000_000 : Number.POSITIVE_INFINITY
    const fits = (value: number) => Math.min(most, Math.max(0, value))
    const fact = factOf(found, context.fallback<number>(name), WHY, fits)
    const cut = found && !found.open && fact.value !== found.value
    facts.set(`circuitBreaker.${path}`, cut ? { ...fact, notes: [REASONS.clamped] } : fact)
  }
}

function addFixedParts(context: Context, facts: Facts): void {
  const enabled = context.command<boolean>('circuitBreaker.enabled')
  const open = context.operation === undefined ? undefined : levelBelow(context)
  const keys = [enabled, open].flatMap((found) => (found && !found.open ? [found.key] : []))
  facts.set(
    'circuitBreaker.mode',
    keys.length > 0 ? stated('time-window', keys) : implied('time-window', WHY),
  )
  facts.set('circuitBreaker.scope', implied('call', 'Hystrix counts commands'))
  facts.set('circuitBreaker.countRejections', implied(true, 'Hystrix counts rejections'))
  facts.set('circuitBreaker.recordOn', implied({ kinds: ['any'] }, 'Hystrix counts all exceptions'))
  addTrialWait(facts)
  measure(context)
}

/**
 * Hystrix waits for its one trial as long as it takes. That is said where a trial may outlast the
 * policy's own limit of half-open, and for the others a line less is written.
 */
function addTrialWait(facts: Facts): void {
  const path = 'circuitBreaker.halfOpen.maxWait'
  const limit = facts.get('timeout.total')
  const longest = LEAVES.get(path)?.fallback
  const isShort = limit && !limit.open && typeof limit.value === 'number'
  if (isShort && (limit.value as number) < (longest as number)) return
  facts.set(path, implied(null, 'Hystrix waits for its trial call without limit', 'absent'))
}

/** An own `forceClosed: false` that takes a default's `true` back. */
function levelBelow(context: Context): Found<boolean> | undefined {
  const own = context.view.find<boolean>(
    'command',
    [context.operation],
    'circuitBreaker.forceClosed',
  )
  const below = context.view.find<boolean>('command', ['default'], 'circuitBreaker.forceClosed')
  return own && !own.open && !own.value && below?.value === true ? own : undefined
}

/** Buckets and snapshots have no place in a policy; wrong buckets stop a command from starting. */
function measure(context: Context): void {
  const buckets = context.command<number>('metrics.rollingStats.numBuckets')
  const window = context.command<number>('metrics.rollingStats.timeInMilliseconds')
  const snapshot = context.command<number>('metrics.healthSnapshot.intervalInMilliseconds')
  context.dead(REASONS.buckets, buckets)
  context.dead(orElse(snapshot, 500) === 500 ? REASONS.snapshot : REASONS.snapshotSlow, snapshot)
  const [length, count] = [orElse(window, 10_000), orElse(buckets, 10)]
  const place = buckets ?? window
  if (!place || length % count === 0) return
  context.finding({
    ruleId: 'hystrix/buckets-do-not-divide',
    severity: 'error',
    message:
      `A window of ${length} ms cannot be cut into ${count} buckets; ` +
      'Hystrix refuses to start such a command.',
    help: 'Make the window a multiple of the buckets, or check whether the file is in use at all.',
    span: place.key.source.span,
    data: { window: length, buckets: count },
  })
}

function reportForceOpen(context: Context, found: Found<boolean>): void {
  context.finding({
    ruleId: 'hystrix/force-open',
    severity: 'error',
    message: `${found.key.source.key} rejects every call today; the policy will let calls through.`,
    help: 'Decide whether calls may go out again before you use the policy.',
    span: found.key.source.span,
  })
}

/** `fallback.enabled: false` is all that a file says of fallbacks; the body is code. */
export function addFallback(context: Context, facts: Facts): void {
  const enabled = context.command<boolean>('fallback.enabled')
  if (!enabled || enabled.open) return
  if (enabled.value) context.dead(REASONS.fallbackInCode, enabled)
  else facts.set('fallback', stated(false, [enabled.key]))
}
