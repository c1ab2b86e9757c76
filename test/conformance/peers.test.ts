/** The table of peers.ts names what there is, and leaves out no suite and no script made for it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Behaviour, COCKATIEL, OPOSSUM, OTHERS } from './peers.js'
import { PEERS_SCRIPTS } from './peers-scripts.js'
import { SCRIPTS } from './scripts.js'

const TESTS = join(import.meta.dirname, '..')
const ALL = [...COCKATIEL, ...OPOSSUM, ...OTHERS]

const SUITES_OF_COCKATIEL = [
  ...['CircuitBreakerPolicy', 'RetryPolicy', 'TimeoutPolicy', 'BulkheadPolicy'],
  ...['breaker/ConsecutiveBreaker', 'breaker/CountBreaker', 'breaker/SamplingBreaker', 'backoff'],
  ...['FallbackPolicy', 'Policy', 'common/Event', 'common/Executor', 'common/abort'],
  'errors/Errors',
]
const SUITES_OF_OPOSSUM = [
  ...['test', 'closed-test', 'half-open-test', 'state-test', 'status-test'],
  ...['volume-threshold-test', 'warmup-test', 'enable-disable-test', 'error-filter-test'],
  ...['health-check-test', 'circuit-shutdown-test', 'cache', 'semaphore-test', 'options-test'],
  ...['context-test', 'rolling-event-emitter-test'],
]

const scripts = new Set(SCRIPTS.map(({ title }) => title))

/** Why `reference` is no title of a script or a test; undefined if it is one. */
function missing(reference: string): string | undefined {
  if (scripts.has(reference)) return undefined
  const [, file, title] = /^([\w/-]+): (.+)$/s.exec(reference) ?? []
  if (file === undefined) return `no script is called “${reference}”`
  const path = join(TESTS, `${file}.test.ts`)
  if (!existsSync(path)) return `there is no test/${file}.test.ts`
  const text = readFileSync(path, 'utf8')
  const quoted = [`'${title}'`, `"${title}"`, `\`${title}\``]
  return quoted.some((literal) => text.includes(literal))
    ? undefined
    : `test/${file}.test.ts has no “${title}”`
}

const suitesOf = (rows: readonly Behaviour[]) => [...new Set(rows.map(({ suite }) => suite))]

describe('behaviours of peers', () => {
  it.each(ALL)('$suite: $does', ({ held, apart }) => {
    expect(held.map(missing).filter(Boolean)).toEqual([])
    expect(held.length > 0 || (apart ?? '').length > 10).toBe(true)
  })

  it('every suite of cockatiel and of opossum is looked at', () => {
    expect(suitesOf(COCKATIEL)).toEqual(SUITES_OF_COCKATIEL)
    expect(suitesOf(OPOSSUM)).toEqual(SUITES_OF_OPOSSUM)
  })

  it('every script that was made for a peer is named, and no two scripts have one title', () => {
    const named = new Set(ALL.flatMap(({ held }) => held))
    expect(PEERS_SCRIPTS.map(({ title }) => title).filter((title) => !named.has(title))).toEqual([])
    expect(scripts.size).toBe(SCRIPTS.length)
  })

  it('a title that is not there would be found', () => {
    expect(missing('R99 no such script')).toContain('no script')
    expect(missing('orchestrator/nothing: at all')).toContain('no test/')
    expect(missing('orchestrator/breaker: R99 no such test')).toContain('has no')
  })
})
