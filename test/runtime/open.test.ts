/** An orchestrator under a policy file, with state and watch. */
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Alert } from '../../src/runtime/alerts/alert.js'
import { createAlerts } from '../../src/runtime/alerts/alerts.js'
import { ConfigurationMetrics } from '../../src/runtime/metrics/configuration-metrics.js'
import { createMetrics } from '../../src/runtime/metrics/metrics.js'
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

it('counts how long the file takes to load, how often it changes and is wrong', async () => {
  const path = put('policy.yaml', policy(2))
  const configuration = new ConfigurationMetrics()
  const reloads: Reload[] = []
  const watch = { onReload: (r: Reload) => reloads.push(r), intervalMs: 10, debounceMs: 5 }
  const { orchestrator, close } = await openOrchestrator(path, {
    ...{ variables: {}, watch, configuration },
  })
  configuration.observe(orchestrator)
  expect(configuration.counts()).toMatchObject({ loads: 1, changes: 0, validations: 0 })
  expect(configuration.counts().longestLoadMs).toBeGreaterThan(0)
  writeFileSync(path, policy(3))
  await until(() => reloads.length === 1)
  writeFileSync(path, 'version: 1\nretry: 3\n')
  await until(() => reloads.length === 2)
  await close()
  const wanted = { loads: 2, changes: 1, validations: 2, invalid: 1 }
  expect(configuration.counts()).toMatchObject(wanted)
})

it('a file that takes too long to load raises the alert of the default rule', async () => {
  const path = put('policy.yaml', policy(2))
  const configuration = new ConfigurationMetrics()
  const slow = {
    get RESILIENCE_PRESET() {
      return busyFor(110)
    },
  }
  const { orchestrator, close } = await openOrchestrator(path, { variables: slow, configuration })
  const fired: string[] = []
  const metrics = createMetrics(orchestrator)
  const deliver = [({ rule, value }: Alert) => value > 100 && fired.push(rule)]
  const alerts = createAlerts(metrics, { deliver, configuration, tickMs: null })
  alerts.tick()
  await alerts.close()
  await close()
  expect(fired).toEqual(['configuration-load'])

  function busyFor(ms: number): undefined {
    const end = performance.now() + ms
    while (performance.now() < end);
  }
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
