/**
 * The time limits of a scope: Hystrix around the whole call, Ribbon's or Feign's around an attempt.
 *
 * Hystrix never retries, so alone its limit is that of the attempt and of the call. With Ribbon the
 * retries run inside the command: Hystrix is the total, Ribbon the attempt. The timeout's key says
 * `thread` for historic reasons and holds under SEMAPHORE too. Zuul without a Hystrix timeout takes
 * (read + connect) x attempts [H6].
 */
import type { LeafValue } from '../../policy/leaves.js'
import type { Context } from './context.js'
import { REASONS } from './reasons.js'
import { attemptsOf } from './retry.js'
import {
  ALL,
  type Fact,
  type Facts,
  type Found,
  factOf,
  implied,
  type KnownKey,
  stated,
} from './view.js'

const LIMIT = 'execution.isolation.thread.timeoutInMilliseconds'
const orNone = (value: number): LeafValue => (value === 0 ? null : value)

interface Wire {
  readonly connect: Fact
  readonly read: Fact
}

export function addTimeouts(context: Context, facts: Facts): void {
  const wire = wireOf(context)
  if (wire) {
    facts.set('timeout.attempt', wire.read)
    facts.set('timeout.connect', wire.connect)
  }
  if (!context.hasHystrix) return
  const enabled = context.command<boolean>('execution.timeout.enabled')
  const limit = context.command<number>(LIMIT)
  if (enabled && !enabled.open && !enabled.value) {
    context.dead(REASONS.timeoutOff, limit)
    facts.set(wire ? 'timeout.total' : 'timeout', stated(wire ? null : false, [enabled.key]))
    return
  }
  const also = enabled && !enabled.open ? [enabled.key] : []
  const total = { ...totalOf(context, limit, wire), also }
  facts.set('timeout.total', total)
  if (!wire) facts.set('timeout.attempt', { ...total, also: [] })
  if (wire && !total.open) reportCut(context, wire, total)
}

function totalOf(context: Context, limit: Found<number> | undefined, wire: Wire | undefined): Fact {
  if (limit || !context.view.hasZuul || !wire) return factOf(limit, 1000, 'Hystrix default')
  const { read, connect } = wire
  // Zuul adds the plain numbers, so "no limit" counts as the 0 that stands for it.
  const sum = Number(read.value ?? 0) + Number(connect.value ?? 0)
  const isUnknown = read.open || connect.open || sum === 0
  const total = sum * attemptsOf(context).product
  return { ...implied(total, 'Zuul: (read + connect) x attempts'), open: isUnknown }
}

/** Limits of one attempt; Feign's own beat Ribbon's. Undefined when the file says of neither. */
function wireOf(context: Context): Wire | undefined {
  const { view, operation } = context
  if (operation !== undefined && view.urlRoutes.has(operation)) return hostWire(context)
  const feign = wireKeys(context, 'feign', ['connectTimeout', 'readTimeout'])
  const ribbon = wireKeys(context, 'ribbon', ['ConnectTimeout', 'ReadTimeout'])
  if (feign.connect && feign.read) {
    context.dead(REASONS.feignWins, ribbon.connect, ribbon.read)
    return wireFacts(feign, [10_000, 60_000], 'Feign default')
  }
  if (feign.connect || feign.read) {
    const wire = wireFacts(
      { connect: feign.connect ?? ribbon.connect, read: feign.read ?? ribbon.read },
      context.hasRibbon ? [1000, 1000] : [10_000, 60_000],
      context.hasRibbon ? 'Ribbon default' : 'Feign default',
    )
    const part = feign.connect ? 'connect' : 'read'
    return { ...wire, [part]: withNote(wire[part]) }
  }
  return context.hasRibbon ? wireFacts(ribbon, [1000, 1000], 'Ribbon default') : undefined
}

function withNote(fact: Fact): Fact {
  return { ...fact, notes: [...fact.notes, REASONS.feignAlone] }
}

type WireKeys = Record<'connect' | 'read', Found<number> | undefined>

function wireKeys(
  { view, levels }: Context,
  group: 'feign' | 'ribbon',
  [connect, read]: readonly [string, string],
): WireKeys {
  return { connect: view.find(group, levels, connect), read: view.find(group, levels, read) }
}

function wireFacts(
  keys: WireKeys,
  [connectMs, readMs]: readonly [connectMs: number, readMs: number],
  why: string,
): Wire {
  const read = factOf(keys.read, readMs, why, orNone)
  const connect = factOf(keys.connect, connectMs, why, orNone)
  const noteOf = (fact: Fact, note: Fact['notes']): Fact =>
    fact.keys.length === 0 || fact.open
      ? fact
      : { ...fact, notes: fact.value === null ? [REASONS.noLimit] : note }
  return { read: noteOf(read, [REASONS.ribbonRead]), connect: noteOf(connect, []) }
}

/** `zuul.host` limits routes that have a URL instead of a service. */
function hostWire({ view }: Context): Wire {
  const keys = {
    connect: view.find<number>('zuul', [ALL], 'host.connectTimeoutMillis'),
    read: view.find<number>('zuul', [ALL], 'host.socketTimeoutMillis'),
  }
  return wireFacts(keys, [2000, 10_000], 'Zuul default')
}

/** Limits for a route by URL, which runs in no Hystrix command and is not retried. */
export function addUrlRoute(context: Context, facts: Facts): void {
  const { read, connect } = hostWire(context)
  facts.set('timeout.attempt', read)
  facts.set('timeout.connect', connect)
  const why = 'Zuul runs routes by URL without Hystrix and Ribbon'
  for (const feature of ['retry', 'circuitBreaker', 'bulkhead']) {
    facts.set(feature, implied(false, why, 'absent'))
  }
}

/** Warns when the attempts of Ribbon do not fit into the command's limit. */
function reportCut(context: Context, { read, connect }: Wire, total: Fact): void {
  const parts = [read, connect, total]
  if (parts.some((part) => part.open || typeof part.value !== 'number')) return
  const [readMs, connectMs, limitMs] = parts.map((part) => part.value as number)
  const attempts = attemptsOf(context).attempts
  const neededMs = (readMs! + connectMs!) * attempts
  const key = placeOf([total, read, connect])
  if (key === undefined || neededMs <= limitMs!) return
  const what = attempts > 1 ? `${attempts} attempts` : 'An attempt'
  context.finding({
    ruleId: 'hystrix/retries-cut',
    severity: 'warning',
    message:
      `${what} of ${readMs} + ${connectMs} ms may take ${neededMs} ms, ` +
      `but Hystrix ends the call after ${limitMs} ms.`,
    help: 'Make timeout.total longer than all attempts, or make the attempts shorter or fewer.',
    span: key.source.span,
    data: { attempts, neededMs, limitMs },
  })
}

function placeOf(facts: readonly Fact[]): KnownKey | undefined {
  return facts.flatMap((fact) => fact.keys)[0]
}
