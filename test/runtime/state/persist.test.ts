/** When the state of an orchestrator is saved, and what happens when it cannot be. */
import { expect, it } from 'vitest'
import type { Checked, Diagnostic } from '../../../src/diagnostics/diagnostic.js'
import { createOrchestrator, type Orchestrator } from '../../../src/runtime/orchestrator.js'
import { memoryStore } from '../../../src/runtime/state/memory-store.js'
import { persistState } from '../../../src/runtime/state/persist.js'
import type { KeptBreaker, StateStore } from '../../../src/runtime/state/store.js'
import { policy } from '../../orchestrator/policies.js'
import { sleep, until } from '../../support/policy-text.js'

function orchestrator(openDurationMs = 10_000): Orchestrator {
  const of = policy({ circuitBreaker: { threshold: 2, openDurationMs } })
  return createOrchestrator({ policies: { operations: [], policyOf: () => of } })
}

const down = () => {
  throw new Error('down')
}

async function fail(orchestrator: Orchestrator, operation: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await orchestrator.execute(operation, down).catch(() => {})
}

/** A store that notes what it is given. */
class Noting implements StateStore {
  readonly saves: (readonly KeptBreaker[])[] = []
  fault: Error | null = null
  load(): Checked<readonly KeptBreaker[]> {
    return { value: [], diagnostics: [] }
  }
  save(breakers: readonly KeptBreaker[]): void {
    if (this.fault) throw this.fault
    this.saves.push(breakers)
  }
  get states(): string[] {
    return (this.saves.at(-1) ?? []).map(({ operation, state }) => `${operation} ${state}`)
  }
}

const NEVER = { intervalMs: 1_000_000 }

it('an opening is saved before any listener hears of it, and so is an isolation', async () => {
  const made = orchestrator()
  const store = new Noting()
  const heard: string[][] = []
  made.on((event) => event.type === 'transition' && heard.push(store.states))
  const persistence = await persistState(made, store, NEVER)
  await fail(made, 'get', 2)
  made.isolate('other')
  expect(heard).toEqual([['get open'], ['get open', 'other isolated']])
  await persistence.close()
})

it('all else is saved within the interval, and only if it is news', async () => {
  const made = orchestrator(20)
  const store = new Noting()
  const persistence = await persistState(made, store, { intervalMs: 10 })
  await fail(made, 'get')
  await until(() => store.saves.length === 1)
  expect(store.saves[0]).toMatchObject([{ state: 'closed', failures: 1, changedAtMs: 0 }])
  await sleep(40)
  expect(store.saves).toHaveLength(1)
  await fail(made, 'get')
  expect(store.states).toEqual(['get open'])
  await sleep(25)
  await made.execute('get', () => 1)
  await until(() => store.states[0] === 'get closed')
  expect(store.saves.at(-1)![0]!.changedAtMs).toBeGreaterThan(1_600_000_000_000)
  await persistence.close()
})

it('a storm of openings waits for a few saves only; the rest follow soon', async () => {
  const made = orchestrator()
  const store = new Noting()
  const persistence = await persistState(made, store, { ...NEVER, maxUrgentSaves: 3 })
  for (let i = 0; i < 50; i++) made.isolate(`operation ${i}`)
  expect(store.saves).toHaveLength(3)
  await until(() => store.states.length === 50)
  expect(store.saves).toHaveLength(4)
  await persistence.close()
})

it('a store that answers at once has restored when persistState returns', async () => {
  const store = memoryStore()
  const first = orchestrator()
  const persistence = await persistState(first, store, NEVER)
  await fail(first, 'get', 2)
  await fail(first, 'put')
  await persistence.close()
  const second = orchestrator()
  const later = persistState(second, store, NEVER)
  const states = second.breakers().map(({ operation, breaker }) => [operation, breaker.state])
  expect(states).toEqual([
    ['get', 'open'],
    ['put', 'closed'],
  ])
  await fail(second, 'put')
  expect(second.operation('put').breaker!.state).toBe('open')
  await (await later).close()
})

it('R11 a restored breaker never waits longer than its policy says', async () => {
  const store = memoryStore()
  const first = orchestrator(60_000)
  const persistence = await persistState(first, store, NEVER)
  await fail(first, 'get', 2)
  await persistence.close()
  const second = orchestrator(1000)
  await (await persistState(second, store, NEVER)).close()
  expect(second.snapshot()[0]!.remainingMs).toBeLessThanOrEqual(1000)
})

it('R12 an isolation by hand wins over what is restored', async () => {
  const store = memoryStore()
  const first = orchestrator()
  const persistence = await persistState(first, store, NEVER)
  await fail(first, 'get', 2)
  await persistence.close()
  const second = orchestrator()
  second.isolate('get')
  await (await persistState(second, store, NEVER)).close()
  expect(second.operation('get').breaker!.state).toBe('isolated')
  expect(store.load().value).toMatchObject([{ operation: 'get', state: 'isolated' }])
})

it('faults of the store go to onProblem, once, and never to a call', async () => {
  const made = orchestrator()
  const store = new Noting()
  store.fault = new Error('disk full')
  const problems: Diagnostic[] = []
  const onProblem = (problem: Diagnostic) => {
    problems.push(problem)
    throw new Error('listener')
  }
  const persistence = await persistState(made, store, { intervalMs: 5, onProblem })
  await fail(made, 'get', 2)
  await sleep(40)
  expect(problems).toMatchObject([{ ruleId: 'state/not-saved', severity: 'error' }])
  expect(problems[0]!.message).toContain('disk full')
  store.fault = null
  await until(() => store.states[0] === 'get open')
  await persistence.close()
})

it.each([
  ['throws', () => down()],
  ['rejects', () => Promise.reject(new Error('down'))],
])('a store whose load %s leaves breakers closed', async (_, load) => {
  const problems: Diagnostic[] = []
  const store = { load, save: () => {} }
  const onProblem = (problem: Diagnostic) => problems.push(problem)
  const persistence = await persistState(orchestrator(), store, { ...NEVER, onProblem })
  expect(problems).toMatchObject([{ ruleId: 'state/not-loaded' }])
  await persistence.close()
})

it('a store that takes its time gets one save at a time, and the last word', async () => {
  const made = orchestrator()
  let running = 0
  let last: readonly KeptBreaker[] = []
  const store: StateStore = {
    load: async () => ({ value: [], diagnostics: [] }),
    save: async (breakers) => {
      expect(++running).toBe(1)
      await sleep(20)
      last = breakers
      running--
    },
  }
  const persistence = await persistState(made, store, NEVER)
  for (let i = 0; i < 5; i++) made.isolate(`operation ${i}`)
  await persistence.flush()
  expect(last).toHaveLength(5)
  made.isolate('one more')
  await persistence.close()
  expect(last).toHaveLength(6)
})

it('R14 nothing is saved after close', async () => {
  const made = orchestrator()
  const store = new Noting()
  const persistence = await persistState(made, store, { intervalMs: 5 })
  await persistence.close()
  await persistence.close()
  made.isolate('get')
  await sleep(20)
  await persistence.flush()
  expect(store.saves).toEqual([])
})
