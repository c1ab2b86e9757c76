/** Wrong use is told at once, and nothing is counted for it. */
import { expect, it } from 'vitest'
import { createAlerts } from '../../src/runtime/alerts/alerts.js'
import { WebhookDelivery } from '../../src/runtime/alerts/webhook.js'
import { AuditTrail } from '../../src/runtime/audit/trail.js'
import { createMetrics } from '../../src/runtime/metrics/metrics.js'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { policiesFrom, readPolicies } from '../../src/runtime/policies.js'
import { watchPolicyFile } from '../../src/runtime/reload.js'
import { fileStore } from '../../src/runtime/state/file-store.js'
import { memoryStore } from '../../src/runtime/state/memory-store.js'
import { persistState } from '../../src/runtime/state/persist.js'
import { requireAtLeast, requireWait } from '../../src/runtime/usage.js'

const metrics = () => createMetrics(createOrchestrator({ policies: policiesFrom() }))

it.each([
  ['nothing, as a policy with errors gives', readPolicies('version: 2').value, 'diagnostics'],
  ['what readPolicies returns as a whole', readPolicies('version: 1'), 'value'],
  ['a text', 'version: 1', 'readPolicies'],
])('policies that are %s are refused by name', (_, policies, says) => {
  const create = () => createOrchestrator({ policies: policies as never })
  expect(create).toThrow(TypeError)
  expect(create).toThrow(says)
})

it.each([
  ['maxOperations', Number.NaN],
  ['maxOperations', 0],
  ['maxHosts', -1],
])('%s %s is refused', (name, value) => {
  const options = { policies: policiesFrom(), [name]: value }
  expect(() => createOrchestrator(options)).toThrow(`\`${name}\` must be a number of 1 or more`)
})

it.each([
  ['no function', ['op', undefined], 'must be a function'],
  ['no name', [() => 1], 'name of an operation'],
  ['a signal that is none', ['op', () => 1, { signal: {} }], 'AbortSignal'],
])('a call with %s rejects with a TypeError, and is no call', async (_, args, says) => {
  const orchestrator = createOrchestrator({ policies: policiesFrom() })
  const call = orchestrator.execute.bind(orchestrator) as (...given: unknown[]) => Promise<unknown>
  const error = await call(...args).catch((reason) => reason)
  expect(error).toBeInstanceOf(TypeError)
  expect(String(error)).toContain(says)
  const { books, inFlight } = orchestrator.operation('op')
  expect([books.calls, inFlight, orchestrator.waits]).toEqual([0, 0, 0])
})

it('null for no signal is none, as for fetch', async () => {
  const orchestrator = createOrchestrator({ policies: policiesFrom() })
  expect(await orchestrator.execute('op', () => 1, { signal: null as never })).toBe(1)
})

it('numbers are held to their least', () => {
  requireAtLeast(1, { a: 1, b: undefined, c: Number.POSITIVE_INFINITY })
  expect(() => requireAtLeast(0, { a: 1, b: Number.NaN })).toThrow('`b` must be a number of 0')
  expect(() => requireAtLeast(0, { b: '5' as never })).toThrow(RangeError)
})

it('waits are held to what a timer can take, which fires a longer one at once', () => {
  requireWait(1, { a: 1, b: undefined, c: 2 ** 31 - 1 })
  const most = '`b` must be a number from 0 to 2147483647, not '
  for (const b of [Number.POSITIVE_INFINITY, 2 ** 31, Number.NaN, -1, '5' as never]) {
    expect(() => requireWait(0, { a: 1, b })).toThrow(`${most}${b}`)
  }
})

it.each([
  ['maxAgeMs', () => fileStore('state.json', { maxAgeMs: Number.NaN })],
  ['maxAgeMs', () => fileStore('state.json', { maxAgeMs: 0 })],
  ['maxAgeMs', () => memoryStore({ maxAgeMs: '1d' as never })],
  ['tickMs', () => createAlerts(metrics(), { deliver: [], tickMs: 2 ** 31 })],
  ['timeoutMs', () => new WebhookDelivery({ url: 'http://x', timeoutMs: 2 ** 31 })],
  ['maxBackoffMs', () => new WebhookDelivery({ url: 'http://x', maxBackoffMs: 2 ** 31 })],
  ['retryMs', () => new AuditTrail({ path: 'audit.jsonl', retryMs: 2 ** 31 })],
])('a %s out of its range is refused where it is given', (name, make) => {
  expect(make).toThrow(RangeError)
  expect(make).toThrow(`\`${name}\` must be a number`)
})

it('times of the watch and of the store are checked before anything begins', async () => {
  const orchestrator = createOrchestrator({ policies: policiesFrom() })
  for (const intervalMs of [Number.NaN, 0, 2 ** 31, Number.POSITIVE_INFINITY]) {
    const watch = { onReload: () => {}, intervalMs }
    expect(() => watchPolicyFile(orchestrator, 'policy.yaml', watch)).toThrow('`intervalMs`')
    const state = persistState(orchestrator, memoryStore(), { intervalMs })
    await expect(state).rejects.toThrow('`intervalMs`')
  }
})
