/**
 * Whether a failure is one that a policy looks at. A policy's matcher is compiled once; lists are
 * alternatives and an empty matcher matches nothing. A call that the caller cancelled matches
 * nothing either, not even `any` (R6).
 */
import type { Matcher } from '../policy/schema.js'
import type { Failure } from './failure.js'

export type Matches = (failure: Failure) => boolean

export function compileMatcher(matcher: Matcher | null | undefined): Matches {
  const tests = testsOf(matcher ?? {})
  if (tests.length === 0) return () => false
  if (tests.length === 1) {
    const only = tests[0]!
    return (failure) => failure.kind !== 'cancelled' && only(failure)
  }
  return (failure) => failure.kind !== 'cancelled' && tests.some((test) => test(failure))
}

function testsOf(matcher: Matcher): Matches[] {
  const tests: Matches[] = (matcher.kinds ?? []).map(kindTest)
  for (const written of matcher.status ?? []) {
    const [low, high] = statusRange(written)
    tests.push(({ status }) => status !== undefined && status >= low && status <= high)
  }
  addSet(tests, matcher.grpc, (failure) => failure.grpc)
  addSet(tests, matcher.codes, (failure) => failure.code)
  addSet(tests, matcher.tokens, (failure) => failure.code)
  if (matcher.errors?.length) {
    const wanted = new Set(matcher.errors)
    tests.push(({ error }) => errorNames(error).some((name) => wanted.has(name)))
  }
  return tests
}

function addSet(
  tests: Matches[],
  list: readonly string[] | undefined,
  fact: (failure: Failure) => string | undefined,
): void {
  if (!list?.length) return
  const wanted = new Set<string | undefined>(list)
  tests.push((failure) => wanted.has(fact(failure)))
}

function kindTest(kind: NonNullable<Matcher['kinds']>[number]): Matches {
  switch (kind) {
    case 'any':
      return () => true
    case 'transient':
      return (failure) => failure.transient
    case 'server-error':
      return ({ kind, status }) =>
        kind === 'server-error' || (status !== undefined && status >= 500)
    default:
      return (failure) => failure.kind === kind
  }
}

/** First and last status of `503`, `"5xx"` or `"500-504"`. */
export function statusRange(written: number | string): [number, number] {
  if (typeof written === 'number') return [written, written]
  if (written.endsWith('xx')) return [Number(written[0]) * 100, Number(written[0]) * 100 + 99]
  const [low, high] = written.split('-')
  return [Number(low), Number(high)]
}

/** An error's `name`, and the names of its class and of the classes above it. */
export function errorNames(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const names: string[] = []
  const own = (error as { name?: unknown }).name
  if (typeof own === 'string') names.push(own)
  let proto: unknown = Object.getPrototypeOf(error)
  for (let depth = 0; depth < 20 && proto && proto !== Object.prototype; depth++) {
    const name = (proto as { constructor?: { name?: unknown } }).constructor?.name
    if (typeof name === 'string') names.push(name)
    proto = Object.getPrototypeOf(proto)
  }
  return names
}
