/**
 * S2: configuration → environment detection → strategy selection, on a real server and real files.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { detectEnvironment } from '../../src/policy/environment.js'
import { PRESETS, STRATEGIES } from '../../src/policy/presets.js'
import { callInfo, RejectedError } from '../../src/runtime/errors.js'
import { resilientFetch } from '../../src/runtime/fetch.js'
import { assertBooks } from '../../src/runtime/metrics/books.js'
import { openOrchestrator } from '../../src/runtime/open.js'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { readPolicies } from '../../src/runtime/policies.js'
import { PolicyError } from '../../src/runtime/policy-file.js'
import type { Reload } from '../../src/runtime/reload.js'
import { answer, faultyServers, ok } from '../support/faulty-server.js'
import { orchestratorOf, policiesOf, until } from '../support/policy-text.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()
const start = faultyServers()

/** Attempts that a call of `operation` makes on an upstream that is down, waits cut to nothing. */
const FAST = 'backoff: { kind: fixed, initial: 1ms, min: 0s }, jitter: { kind: none }'
const fast = (attempts: number) => `
version: 1
defaults:
  retry: { maxAttempts: ${attempts}, ${FAST} }
  circuitBreaker: false
`

it.each([
  ['development', 'development'],
  ['testing', 'development'],
  ['staging', 'production'],
  ['production', 'production'],
] as const)('S2.1 detected environment %s: the strategy of %s is applied', async (name, preset) => {
  const server = await start()
  server.script(answer(503))
  const variables = { NODE_ENV: name }
  const files = { env: false, git: false, dockerComposeDev: false }
  const detected = detectEnvironment({ variables, files, hostname: 'host' })
  expect([detected.environment, detected.preset]).toEqual([name, preset])
  const text = `
version: 1
defaults:
  retry: { ${FAST} }
environments:
  ${name}: { operations: { overlaid: { retry: { maxAttempts: 9 } } } }
`
  const { environment } = detected
  const policies = policiesOf(text, { environment, preset: detected.preset })
  const orchestrator = createOrchestrator({ policies })
  const { maxAttempts, threshold } = PRESETS[preset].numbers
  expect((await resilientFetch(orchestrator, 'any')(server.url)).status).toBe(503)
  expect(server.requests).toBe(Math.min(maxAttempts, threshold))
  expect(policies.policyOf('overlaid').retry).toMatchObject({ maxAttempts: 9 })
  expect(policies.policyOf('any').circuitBreaker).toMatchObject({ mode: 'consecutive', threshold })
})

it('S2.2 the custom configuration of an operation overrides the default strategy', async () => {
  const server = await start()
  server.script(answer(503))
  const orchestrator = orchestratorOf(`
version: 1
defaults: { strategy: aggressive, retry: { ${FAST} } }
operations:
  careful: { strategy: critical }
  own: { strategy: critical, retry: { maxAttempts: 4 } }
`)
  const requests = async (operation: string) => {
    const before = server.requests
    await resilientFetch(orchestrator, operation)(server.url)
    return server.requests - before
  }
  expect(await requests('any')).toBe(STRATEGIES.aggressive.maxAttempts)
  expect(await requests('careful')).toBe(STRATEGIES.critical.maxAttempts)
  expect(await requests('own')).toBe(4)
})

it('S2.3 new operations are registered and configured at run time', async () => {
  const server = await start()
  server.script(answer(503))
  const orchestrator = orchestratorOf(fast(2))
  const late = resilientFetch(orchestrator, 'late')
  await late(server.url)
  expect(server.requests).toBe(2)
  orchestrator.reload(policiesOf(`${fast(2)}operations: { late: { retry: { maxAttempts: 5 } } }`))
  await late(server.url)
  await resilientFetch(orchestrator, 'later')(server.url)
  expect(server.requests).toBe(2 + 5 + 2)
  expect(orchestrator.operations().map(({ name }) => name)).toEqual(['late', 'later'])
})

it.each([
  ['malformed YAML', 'version: 1\ndefaults: { retry: {', 'syntax/'],
  ['a value out of range', 'version: 1\ndefaults: { retry: { maxAttempts: 0 } }', 'policy/'],
  ['an unknown key', 'version: 1\nretries: 3', 'policy/'],
  ['an unknown preset', 'version: 1\npreset: prodction', 'policy/unknown-preset'],
  ['an empty file', '', 'policy/empty'],
])('S2.4 %s: a clear error, and nothing is half-applied', async (_, text, rule) => {
  const checked = readPolicies(text)
  expect(checked.value).toBeUndefined()
  expect(checked.diagnostics[0]!.ruleId).toContain(rule)
  expect(checked.diagnostics[0]!.help).toBeTruthy()
  const path = put('policy.yaml', text)
  const error = await openOrchestrator(path, { variables: {} }).catch((reason) => reason)
  expect(error).toBeInstanceOf(PolicyError)
  expect(error.message).toMatch(/^policy\.yaml:\d+:\d+: /)
})

it('S2.4 a file that turns bad while it runs changes nothing and is reported', async () => {
  const server = await start()
  server.script(answer(503))
  const path = put('policy.yaml', fast(3))
  const reloads: Reload[] = []
  const watch = { onReload: (r: Reload) => reloads.push(r), intervalMs: 10, debounceMs: 5 }
  const opened = await openOrchestrator(path, { variables: {}, watch })
  const get = resilientFetch(opened.orchestrator, 'get')
  for (const bad of ['version: 1\ndefaults: { retry: { maxAttempts: 99999 } }', 'version: [']) {
    reloads.length = 0
    writeFileSync(path, bad)
    await until(() => reloads.length > 0)
    expect(reloads[0]).toMatchObject({ applied: false })
    expect(reloads[0]!.diagnostics[0]!.span?.file).toBe('policy.yaml')
    const before = server.requests
    await get(server.url)
    expect(server.requests - before).toBe(3)
  }
  await opened.close()
})

it('S2.6 the policy changes while it runs: calls in flight keep theirs, state stays', async () => {
  const server = await start()
  server.script(answer(503))
  const policy = (attempts: number, threshold: number) => `
version: 1
defaults:
  retry:
    maxAttempts: ${attempts}
    backoff: { kind: fixed, initial: 40ms, min: 0s }
    jitter: { kind: none }
  circuitBreaker: { threshold: ${threshold}, openDuration: 10m }
`
  const path = put('policy.yaml', policy(4, 1000))
  const reloads: Reload[] = []
  const watch = { onReload: (r: Reload) => reloads.push(r), intervalMs: 10, debounceMs: 5 }
  const opened = await openOrchestrator(path, { variables: {}, watch })
  const { orchestrator } = opened
  const get = resilientFetch(orchestrator, 'get')
  const begun = get(server.url)
  await until(() => server.requests === 1)
  writeFileSync('policy.next', policy(1, 6))
  renameSync('policy.next', path)
  await until(() => reloads.length > 0)
  expect(reloads).toMatchObject([{ applied: true, diagnostics: [] }])
  expect((await begun).status).toBe(503)
  expect(server.requests).toBe(4)
  expect((await get(server.url)).status).toBe(503)
  expect(server.requests).toBe(5)
  // The four failures of before still count: the sixth opens the breaker.
  await get(server.url)
  await expect(get(server.url)).rejects.toThrow(RejectedError)
  server.script(ok)
  expect(orchestrator.operation('get').books).toMatchObject({ calls: 4, failure: 3, rejected: 1 })
  await opened.close()
})

it('S2.6 reloads, good and bad, among many calls: each ends under its own policy', async () => {
  const server = await start()
  server.script(answer(503, { afterMs: 5 }))
  const policy = (attempts: number) => `
version: 1
defaults:
  retry:
    maxAttempts: ${attempts}
    backoff: { kind: fixed, initial: 10ms, min: 0s }
    jitter: { kind: none }
  circuitBreaker: false
`
  const path = put('policy.yaml', policy(1))
  const reloads: Reload[] = []
  const watch = { onReload: (r: Reload) => reloads.push(r), intervalMs: 5, debounceMs: 1 }
  const opened = await openOrchestrator(path, { variables: {}, watch })
  const { orchestrator } = opened
  const get = resilientFetch(orchestrator, 'get')
  const calls: Promise<[made: number | undefined, due: number]>[] = []
  for (const text of [policy(4), 'version: [', policy(2), policy(0), policy(5), policy(3)]) {
    writeFileSync('policy.next', text)
    renameSync('policy.next', path)
    const before = reloads.length
    await until(() => {
      const due = orchestrator.operation('get').plan.policy.retry!.maxAttempts
      calls.push(get(server.url).then((response) => [callInfo(response)?.attempts, due]))
      return reloads.length > before
    })
  }
  const ended = await Promise.all(calls)
  expect(ended.filter(([made, due]) => made !== due)).toEqual([])
  expect(ended.map(([, due]) => due)).toEqual(expect.arrayContaining([1, 4, 2, 5]))
  expect(reloads.map(({ applied }) => applied)).toEqual([true, false, true, false, true, true])
  expect(orchestrator.operation('get').books).toMatchObject({
    ...{ calls: ended.length, failure: ended.length, success: 0 },
  })
  assertBooks(orchestrator)
  await opened.close()
})
