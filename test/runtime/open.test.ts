/** An orchestrator under a policy file, with state and watch. */
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openOrchestrator } from '../../src/runtime/open.js'
import type { Reload } from '../../src/runtime/reload.js'
import { memoryStore } from '../../src/runtime/state/memory-store.js'
import { until } from '../support/policy-text.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const policy = (attempts: number) => `
version: 1
defaults:
  retry:
    maxAttempts: ${attempts}
    backoff: { kind: fixed, initial: 0ms, min: 0s }
    jitter: { kind: none }
  circuitBreaker: { threshold: 4, openDuration: 10m }
`

const down = () => Promise.reject(new Error('down'))

it('runs under the file, follows it, and hands the state of its breakers on', async () => {
  const path = put('policy.yaml', policy(2))
  const store = memoryStore()
  const reloads: Reload[] = []
  const watch = { onReload: (r: Reload) => reloads.push(r), intervalMs: 10, debounceMs: 5 }
  const first = await openOrchestrator(path, { variables: {}, watch, state: { store } })
  expect(first.diagnostics).toEqual([])
  await expect(first.orchestrator.execute('get', down)).rejects.toThrow('down')
  expect(first.orchestrator.operation('get').books.attempts).toBe(2)
  writeFileSync(path, policy(1))
  await until(() => reloads.length === 1)
  await expect(first.orchestrator.execute('get', down)).rejects.toThrow('down')
  expect(first.orchestrator.operation('get').books.attempts).toBe(3)
  await expect(first.orchestrator.execute('get', down)).rejects.toThrow('down')
  await first.close()
  await expect(first.orchestrator.execute('other', () => 1)).rejects.toThrow('shut down')
  const second = await openOrchestrator(path, { variables: {}, state: { store } })
  await expect(second.orchestrator.execute('get', () => 1)).rejects.toThrow('breaker is open')
  await second.close()
})

it('reads the variables of the process unless others are given', async () => {
  const path = put('policy.yaml', 'version: 1')
  process.env.RESILIENCE_PRESET = 'production'
  try {
    const attempts = async (options: object) => {
      const { orchestrator, close } = await openOrchestrator(path, options)
      await close()
      return orchestrator.operation('get').plan.policy.retry!.maxAttempts
    }
    expect(await attempts({})).toBe(5)
    expect(await attempts({ variables: {} })).toBe(3)
  } finally {
    delete process.env.RESILIENCE_PRESET
  }
})

it('a file with errors is a PolicyError with all findings', async () => {
  const path = put('policy.yaml', 'version: 1\nretry: 3\nbreaker: 4\n')
  const error = await openOrchestrator(path).catch((reason) => reason)
  expect(error).toMatchObject({ name: 'PolicyError', code: 'ERR_RESIL_POLICY' })
  expect(error.diagnostics).toHaveLength(2)
})
