/**
 * What a circuit breaker does, in sentences with its numbers: when it opens, how long it stays
 * open, how it closes, what a caller gets meanwhile. Words only; the machine is orchestrator/.
 */
import { proseDuration } from './duration.js'
import type { ResolvedBreaker, ResolvedPolicy } from './resolved.js'
import type { Matcher } from './schema.js'

export interface BreakerWords {
  readonly opens: string
  readonly staysOpen: string
  readonly closes: string
  /** What a caller gets while the breaker is open. */
  readonly whenOpen: string
}

/** The sentences for a policy, or undefined when its breaker is off. */
export function breakerWords(policy: ResolvedPolicy): BreakerWords | undefined {
  const { circuitBreaker } = policy
  if (!circuitBreaker) return undefined
  return {
    opens: opens(circuitBreaker),
    staysOpen: staysOpen(circuitBreaker),
    closes: closes(circuitBreaker),
    whenOpen: whenOpen(policy),
  }
}

/** Failures in a row or in the window that open the breaker; `gt` asks for one more. */
export function openingCount({ threshold, compare }: ResolvedBreaker): number | undefined {
  return threshold === null ? undefined : threshold + (compare === 'gt' ? 1 : 0)
}

function opens(breaker: ResolvedBreaker): string {
  const unit = breaker.scope === 'call' ? 'call' : 'attempt'
  const count = openingCount(breaker)
  const which = `(${matcherWords(breaker.recordOn)})`
  if (breaker.mode === 'consecutive') {
    if (count === undefined) return 'Never: no threshold is set.'
    const { durationMs } = breaker.window
    const within =
      durationMs === null ? '' : `; the count starts anew after ${proseDuration(durationMs)}`
    return `After ${plural(count, `failed ${unit}`)} in a row ${which}${within}.`
  }
  const conditions = windowConditions(breaker, count, unit)
  if (conditions.length === 0) {
    return 'Never: neither threshold nor failureRate nor slowCallRate is set.'
  }
  return `When ${conditions.join(', or when ')}, ${windowWords(breaker, unit)} ${which}.`
}

function windowConditions(
  { failureRate, slowCallRate, slowCallDurationMs, minimumThroughput, compare }: ResolvedBreaker,
  count: number | undefined,
  unit: string,
): string[] {
  const edge = compare === 'gt' ? 'more than ' : ''
  const atLeast = minimumThroughput ? ` of at least ${minimumThroughput}` : ''
  return [
    count === undefined ? '' : `${plural(count, unit)} failed`,
    failureRate === null ? '' : `${edge}${percent(failureRate)}${atLeast} failed`,
    slowCallRate === null || slowCallDurationMs === null
      ? ''
      : `${edge}${percent(slowCallRate)}${atLeast} took longer than ` +
        proseDuration(slowCallDurationMs),
  ].filter((text) => text !== '')
}

function windowWords({ mode, window }: ResolvedBreaker, unit: string): string {
  if (mode === 'count-window') return `among the last ${plural(window.calls ?? 0, unit)}`
  const length = proseDuration(window.durationMs ?? 0)
  return window.kind === 'tumbling' ? `in one stretch of ${length}` : `in the last ${length}`
}

function staysOpen({ openDurationMs, openGrowth, openJitter }: ResolvedBreaker): string {
  const { kind, multiplier, maxMs } = openGrowth
  const upTo = maxMs === null ? '' : `, up to ${proseDuration(maxMs)}`
  const growth = {
    none: '',
    linear: `, that much longer with each opening in a row${upTo}`,
    exponential: `, ${multiplier} times longer with each opening in a row${upTo}`,
  }[kind]
  const jitter = {
    none: '',
    factor: `, give or take ${percent(openJitter.factor ?? 0)}`,
    additive: `, plus up to ${proseDuration(openJitter.maxMs ?? 0)} by chance`,
  }[openJitter.kind]
  return `${proseDuration(openDurationMs)}${growth}${jitter}.`
}

function closes({ halfOpen, failureRate, compare }: ResolvedBreaker): string {
  const { maxCalls, decision, successes, maxWaitMs, afterMaxWait } = halfOpen
  const trials = `Half-open admits ${plural(maxCalls, 'trial')}`
  const share = percent(failureRate ?? 0.5)
  const edge = compare === 'gt' ? `more than ${share}` : `${share} or more`
  const verdict =
    decision === 'rate'
      ? `when ${edge} fail it opens again, else it closes`
      : successes === 1
        ? '1 success closes it, 1 failure opens it again'
        : `${successes} successes in a row close it, 1 failure opens it again`
  const then = afterMaxWait === 'half-open' ? 'half-open with fresh trials' : afterMaxWait
  const patience =
    maxWaitMs === null ? '' : ` Without a verdict it is ${then} after ${proseDuration(maxWaitMs)}.`
  return `${trials}${decision === 'rate' ? '' : ' at a time'}; ${verdict}.${patience}`
}

function whenOpen({ retry, fallback, order }: ResolvedPolicy): string {
  const isOutside = order.indexOf('retry') < order.indexOf('circuitBreaker')
  const how = retry && retry.maxAttempts > 1 && isOutside ? retry.onOpenCircuit : 'abort'
  const effect = {
    abort: 'No attempt is sent',
    retry: 'No attempt is sent, and each retry asks the breaker again after its wait',
    wait: 'No attempt is sent; a retry waits for half-open if the deadline allows',
  }[how]
  const isOutermost = order.indexOf('fallback') < order.indexOf('circuitBreaker')
  const answers = fallback?.on.kinds?.includes('any') && isOutermost
  const answer = answers ? 'the caller gets the fallback' : 'the caller gets a rejection'
  return `${effect}; ${answer}${how === 'abort' ? ' at once' : ' in the end'}.`
}

/** A matcher as a list of words: "transient failures, status 5xx". */
export function matcherWords(matcher: Matcher): string {
  const { kinds = [], status = [], grpc = [], codes = [], errors = [], tokens = [] } = matcher
  const parts = [
    ...kinds.map((kind) => (kind === 'any' ? 'any failure' : `${kind} failures`)),
    ...status.map((code) => `status ${code}`),
    ...grpc.map((code) => `gRPC ${code}`),
    ...[...codes, ...errors, ...tokens],
  ]
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(6))}%`
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
