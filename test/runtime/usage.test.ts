/** Wrong use is told at once, and nothing is counted for it. */
import { expect, it } from 'vitest'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { policiesFrom, readPolicies } from '../../src/runtime/policies.js'
import { watchPolicyFile } from '../../src/runtime/reload.js'
import { memoryStore } from '../../src/runtime/state/memory-store.js'
import { persistState } from '../../src/runtime/state/persist.js'
import { requireAtLeast } from '../../src/runtime/usage.js'

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

it('times of the watch and of the store are checked before anything begins', async () => {
  const orchestrator = createOrchestrator({ policies: policiesFrom() })
  const watch = { onReload: () => {}, intervalMs: Number.NaN }
  expect(() => watchPolicyFile(orchestrator, 'policy.yaml', watch)).toThrow('`intervalMs`')
  const state = { intervalMs: 0 }
  await expect(persistState(orchestrator, memoryStore(), state)).rejects.toThrow('`intervalMs`')
})
