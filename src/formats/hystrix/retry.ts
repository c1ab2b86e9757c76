/**
 * Retries: Hystrix makes none; Ribbon, running inside the command, is the only source.
 *
 * Attempts = (MaxAutoRetries + 1) x (MaxAutoRetriesNextServer + 1), 0 and 1 unless set, at once and
 * without jitter, after errors of the connection and timeouts, plus the listed statuses. Zuul
 * retries only with `zuul.retryable`.
 */
import { PLAIN_RETRY } from '../ledger.js'
import type { Context } from './context.js'
import { REASONS } from './reasons.js'
import {
  ALL,
  type Facts,
  type Found,
  factOf,
  implied,
  type KnownKey,
  orElse,
  stated,
} from './view.js'

const WHY = 'Ribbon default'
const FEIGN_ALONE = 'Feign retries only with a retryer, and Spring Cloud sets none'
const RETRY_KEYS = [
  'MaxAutoRetries',
  'MaxAutoRetriesNextServer',
  'OkToRetryOnAllOperations',
  'retryableStatusCodes',
] as const

/** Waits and jitter that presets state and Ribbon does not have, as far as `fixed` reads them. */
const PLAIN_FIXED = PLAIN_RETRY.filter(([path]) => !path.startsWith('retry.backoff.'))

/** Outermost first: the breaker, the pool and the limit are around the call with its retries. */
const COMMAND_ORDER = [
  'fallback',
  'circuitBreaker',
  'totalTimeout',
  'bulkhead',
  'retry',
  'hedge',
  'rateLimit',
  'attemptTimeout',
] as const

export function addRetry(context: Context, facts: Facts): void {
  if (!context.hasRibbon) {
    if (context.hasHystrix) facts.set('retry', implied(false, 'Hystrix never retries', 'absent'))
    else if (isFeignAlone(context)) facts.set('retry', implied(false, FEIGN_ALONE, 'absent'))
    return
  }
  const off = switchedOff(context)
  if (off) {
    facts.set('retry', off.key ? stated(false, [off.key]) : implied(false, off.why, 'absent'))
    for (const name of RETRY_KEYS) context.dead(off.reason, ribbon(context, name))
    return
  }
  const { attempts, product, keys, open } = attemptsOf(context)
  if (attempts === 1 && !open) {
    facts.set('retry', keys.length > 0 ? stated(false, keys) : implied(false, WHY, 'absent'))
    for (const name of RETRY_KEYS.slice(2)) {
      context.dead(REASONS.nothingRetried, ribbon(context, name))
    }
    return
  }
  const notes = product > 1000 ? [REASONS.product, REASONS.clamped] : [REASONS.product]
  const most = Math.min(product, 1000)
  const count = keys.length > 0 ? stated(most, keys, ...notes) : implied(most, WHY)
  facts.set('retry.maxAttempts', { ...count, open })
  addDetails(context, facts)
}

/** No Ribbon in the whole file, and no client of Feign with a retryer of its own. */
function isFeignAlone({ view, isClientsAlone }: Context): boolean {
  const clients = [ALL, ...view.allOwners('feign')]
  if (!isClientsAlone || view.owners('ribbon').size > 0) return false
  return !view.find('feign', clients, 'retryer')
}

function addDetails(context: Context, facts: Facts): void {
  facts.set('retry.backoff.kind', implied('fixed', 'Ribbon retries at once'))
  facts.set('retry.backoff.initial', implied(0, 'Ribbon retries at once'))
  for (const [path, value] of PLAIN_FIXED) {
    facts.set(path, implied(value, 'Ribbon has no such thing', 'absent'))
  }
  const statuses = ribbon<readonly number[]>(context, 'retryableStatusCodes')
  const kinds = { kinds: ['timeout', 'connection'] }
  facts.set(
    'retry.retryOn',
    statuses
      ? factOf(statuses, [], WHY, (status) => ({ ...kinds, status: [...status] }))
      : implied(kinds, 'Ribbon retries errors of the connection and timeouts'),
  )
  facts.set('retry.respectRetryAfter', implied(false, 'Ribbon does not read it', 'absent'))
  const all = ribbon<boolean>(context, 'OkToRetryOnAllOperations')
  facts.set('retry.nonIdempotent', factOf(all, false, WHY))
  if (!context.hasHystrix) return
  facts.set('order', implied([...COMMAND_ORDER], "Ribbon's retries run inside the command"))
}

/** What keeps all retries from happening, if anything does. */
function switchedOff({ view, operation }: Context) {
  const retry = view.find<boolean>('switch', [ALL], 'retry')
  if (retry && !retry.open && !retry.value) {
    return { key: retry.key, reason: REASONS.retryDisabled, why: '' }
  }
  if (!view.hasZuul) return undefined
  const zuul = view.find<boolean>('zuul', [operation, ALL], 'retryable')
  if (orElse(zuul, false)) return undefined
  const why = 'Zuul retries only with zuul.retryable'
  return { key: zuul?.open ? undefined : zuul?.key, reason: REASONS.zuulNoRetry, why }
}

/**
 * Attempts of a call in this scope. `product` is Ribbon's rule alone (Zuul derives its timeout from
 * it even where nothing is retried), `attempts` what happens.
 */
export function attemptsOf(context: Context): {
  readonly attempts: number
  readonly product: number
  readonly keys: readonly KnownKey[]
  readonly open: boolean
} {
  const same = ribbon<number>(context, 'MaxAutoRetries')
  const next = ribbon<number>(context, 'MaxAutoRetriesNextServer')
  const given = [same, next].filter((found) => found !== undefined)
  const product = context.hasRibbon ? (orElse(same, 0) + 1) * (orElse(next, 1) + 1) : 1
  return {
    attempts: switchedOff(context) ? 1 : product,
    product,
    keys: given.filter((found) => !found.open).map((found) => found.key),
    open: given.some((found) => found.open),
  }
}

function ribbon<T extends number | boolean | readonly number[]>(
  { view, levels }: Context,
  name: (typeof RETRY_KEYS)[number],
): Found<T> | undefined {
  return view.find<T>('ribbon', levels, name)
}
