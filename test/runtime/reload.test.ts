/** The watcher of a policy file: what it takes on, what it leaves, what it tells. */
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import type { Policies } from '../../src/orchestrator/machine.js'
import { createAuditTrail } from '../../src/runtime/audit/trail.js'
import { ConfigurationMetrics } from '../../src/runtime/metrics/configuration-metrics.js'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { readPolicies } from '../../src/runtime/policies.js'
import {
  type PolicyWatcher,
  type Reload,
  type WatchOptions,
  watchPolicyFile,
} from '../../src/runtime/reload.js'
import { sleep, until } from '../support/policy-text.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const watchers: PolicyWatcher[] = []
afterEach(() => {
  for (const watcher of watchers.splice(0)) watcher.close()
})

const attempts = (count: number) => `version: 1\ndefaults: { retry: { maxAttempts: ${count} } }\n`

function watched(path: string, options: Partial<WatchOptions> = {}) {
  const taken: number[] = []
  const reloads: Reload[] = []
  const target = {
    reload: (policies: Policies) => {
      taken.push(policies.policyOf('any').retry!.maxAttempts)
    },
  }
  const watcher = watchPolicyFile(target, path, {
    onReload: (reload) => reloads.push(reload),
    intervalMs: 10,
    debounceMs: 5,
    ...options,
  })
  watchers.push(watcher)
  return { taken, reloads, watcher }
}

it('takes on what the file says at the first look, then each change, each once', async () => {
  const path = put('policy.yaml', attempts(2))
  const { taken, reloads } = watched(path)
  await until(() => taken.length === 1)
  writeFileSync(path, attempts(3))
  await until(() => taken.length === 2)
  writeFileSync(path, attempts(3))
  await sleep(50)
  expect(taken).toEqual([2, 3])
  expect(reloads.map(({ applied, diagnostics }) => [applied, diagnostics])).toEqual([
    [true, []],
    [true, []],
  ])
  expect(reloads[1]!.source!.text).toBe(attempts(3))
})

it('leaves alone what is in force already', async () => {
  const path = put('policy.yaml', attempts(2))
  const { taken, watcher } = watched(path, { inForce: attempts(2) })
  await watcher.check()
  expect(taken).toEqual([])
})

it('R35 a bad file changes nothing and is reported once, with its place', async () => {
  const path = put('policy.yaml', attempts(2))
  const { taken, reloads, watcher } = watched(path, { inForce: attempts(2) })
  for (const bad of ['version: 1\nretry: 3\n', 'version: [', '']) {
    reloads.length = 0
    writeFileSync(path, bad)
    await watcher.check()
    await watcher.check()
    expect(reloads).toMatchObject([{ applied: false, source: { text: bad } }])
    expect(reloads[0]!.diagnostics[0]!).toMatchObject({ severity: 'error', span: { file: path } })
  }
  expect(taken).toEqual([])
  writeFileSync(path, attempts(4))
  await watcher.check()
  expect(taken).toEqual([4])
})

it('R35 a policy that the orchestrator refuses is reported, not thrown', async () => {
  const path = put('policy.yaml', attempts(2))
  const reloads: Reload[] = []
  const target = {
    reload: () => {
      throw new Error('no')
    },
  }
  const watcher = watchPolicyFile(target, path, { onReload: (reload) => reloads.push(reload) })
  watchers.push(watcher)
  await until(() => reloads.length > 0)
  expect(reloads).toMatchObject([
    { applied: false, diagnostics: [{ ruleId: 'policy/not-applied' }] },
  ])
})

it('S4.4 a bad file stands in the audit trail and counts as an invalid configuration', async () => {
  const path = put('policy.yaml', attempts(2))
  const orchestrator = createOrchestrator({ policies: readPolicies(attempts(2)).value! })
  const trail = createAuditTrail(orchestrator, { path: 'audit.jsonl' })
  const configuration = new ConfigurationMetrics()
  configuration.observe(orchestrator)
  const options = { inForce: attempts(2), onReload: () => {}, debounceMs: 5 }
  const watcher = watchPolicyFile(orchestrator, path, options)
  watchers.push(watcher)
  for (const text of ['version: 1\nretry: 3\n', attempts(3)]) {
    writeFileSync(path, text)
    await watcher.check()
  }
  await trail.close()
  const lines = readFileSync('audit.jsonl', 'utf8').trim().split('\n')
  const told = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'configuration')
  expect(told).toMatchObject([
    { applied: false, error: { name: 'PolicyError', code: 'ERR_RESIL_POLICY' } },
    {
      applied: true,
      changes: [{ operation: '(others)', path: 'retry.maxAttempts', from: 2, to: 3 }],
    },
  ])
  expect(told[0].error.message).toMatch(/^policy\.yaml:2:1: /)
  expect(configuration.counts()).toMatchObject({ changes: 1, validations: 2, invalid: 1 })
})

it('the time that a file rests is no part of its load', async () => {
  const path = put('policy.yaml', attempts(2))
  const configuration = new ConfigurationMetrics()
  const { watcher } = watched(path, { inForce: attempts(2), debounceMs: 300, configuration })
  writeFileSync(path, attempts(3))
  await watcher.check()
  const { loads, longestLoadMs } = configuration.counts()
  expect(loads).toBe(1)
  expect(longestLoadMs).toBeLessThan(300)
})

it('a rename over the file is seen, and so is a link that is turned round', async () => {
  mkdirSync('v1')
  mkdirSync('v2')
  put('v1/policy.yaml', attempts(2))
  put('v2/policy.yaml', attempts(3))
  symlinkSync('v1', 'data')
  symlinkSync('data/policy.yaml', 'policy.yaml')
  const { taken } = watched('policy.yaml')
  await until(() => taken.length === 1)
  symlinkSync('v2', 'data.next')
  renameSync('data.next', 'data')
  await until(() => taken.length === 2)
  put('other.yaml', attempts(5))
  renameSync('other.yaml', 'policy.yaml')
  await until(() => taken.length === 3)
  expect(taken).toEqual([2, 3, 5])
})

it('a file that goes away is reported and leaves the policy; it may come back', async () => {
  const path = put('policy.yaml', attempts(2))
  const { taken, reloads, watcher } = watched(path, { inForce: attempts(2) })
  rmSync(path)
  await watcher.check()
  expect(reloads).toMatchObject([
    { applied: false, source: undefined, diagnostics: [{ ruleId: 'policy/unreadable' }] },
  ])
  writeFileSync(path, attempts(6))
  await watcher.check()
  expect(taken).toEqual([6])
})

it('R27 the process is held up while a look is awaited, and only then', async () => {
  const path = put('policy.yaml', attempts(2))
  const { watcher } = watched(path, { inForce: attempts(1), intervalMs: 10_000, debounceMs: 300 })
  await sleep(20)
  const held = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = held()
  const check = watcher.check()
  expect(held()).toBe(before + 1)
  await check
  expect(held()).toBeLessThanOrEqual(before)
})

it('a file in the middle of being written is left to rest', async () => {
  const path = put('policy.yaml', attempts(2))
  const { taken, reloads } = watched(path, { inForce: attempts(2), debounceMs: 150 })
  writeFileSync(path, 'version: 1\ndefaults: {')
  await sleep(20)
  writeFileSync(path, attempts(3))
  await until(() => reloads.length > 0)
  expect(taken).toEqual([3])
})

it('R14 nothing is told after close; a listener that throws changes nothing', async () => {
  const path = put('policy.yaml', attempts(2))
  let told = 0
  const onReload = () => {
    told++
    throw new Error('listener')
  }
  const { taken, watcher } = watched(path, { onReload })
  await until(() => told === 1)
  writeFileSync(path, attempts(3))
  await until(() => told === 2)
  writeFileSync(path, attempts(4))
  watcher.close()
  await sleep(40)
  expect([taken, told]).toEqual([[2, 3], 2])
})
