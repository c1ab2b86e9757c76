/**
 * Built-in demonstrations: one outage, many policies, one column "recovered?". The figures that
 * they have to show are published (simulation.md, B13a) and held by a test; a row that is changed
 * here changes its verdict there.
 */
import type { ResolvedPolicy } from '../policy/resolved.js'
import type { Policy } from '../policy/schema.js'
import type { Scenario, ScenarioInput } from '../simulator/scenario-schema.js'
import { retryStorm } from '../simulator/scenarios/retry-storm.js'
import { defineScenario } from '../simulator/scenarios/scenario.js'
import { defaultSubject, type RehearsalPlan } from './rehearsal.js'

export interface DemonstrationRow {
  /** What is different in this row, in a few words. */
  readonly label: string
  /** Complete: it holds the policy too. */
  readonly scenario: Scenario
  /** The scenario's own. */
  readonly policy: ResolvedPolicy
}

export interface Demonstration {
  /** kebab-case. */
  readonly name: string
  readonly title: string
  /** What happens, and what to look at. */
  readonly text: string
  readonly rows: readonly DemonstrationRow[]
}

/** At once, without a wait: what most clients do whose authors never thought of it. */
function retry(maxAttempts: number, budget?: RetryBudget): Policy {
  return {
    timeout: { attempt: '1s' },
    retry: {
      maxAttempts,
      maxElapsed: 'none',
      backoff: { kind: 'fixed', initial: '0s' },
      jitter: { kind: 'none' },
      ...(budget && { budget }),
    },
  }
}

type RetryBudget = Exclude<NonNullable<Exclude<Policy['retry'], false>>['budget'], undefined>

const budget = (depositOn: 'start' | 'success'): RetryBudget => ({
  kind: 'token-bucket',
  maxTokens: 10,
  tokenRatio: 0.1,
  depositOn,
})

const BREAKER: Policy['circuitBreaker'] = {
  mode: 'time-window',
  failureRate: 0.5,
  window: { duration: '10s' },
  minimumThroughput: 20,
  openDuration: '5s',
}

const upstream = (more: Partial<ScenarioInput['upstream']>): Partial<ScenarioInput> => ({
  upstream: { ...retryStorm.upstream, ...more },
})

/** Label, what is different about the world, and the policy. 300 calls/s are its capacity. */
const TWELVE: readonly (readonly [string, Policy, Partial<ScenarioInput>?])[] = [
  ['one retry', retry(2)],
  ['two retries', retry(3)],
  ['no retry', { timeout: { attempt: '1s' } }],
  ['budget, 10 % of calls', retry(2, budget('start'))],
  ['budget, 10 % of successes', retry(2, budget('success'))],
  ['breaker, open 5 s', { ...retry(2), circuitBreaker: BREAKER }],
  ['server queues 2 s', retry(2), upstream({ queueBound: 600 })],
  ['server queues 0.5 s', retry(2), upstream({ queueBound: 150 })],
  ['server drops late calls', retry(2), upstream({ abandoned: 'leaves-queue' })],
  ['server drops hopeless ones', retry(2), upstream({ dropsHopeless: true })],
  ['server takes newest first', retry(2), upstream({ order: 'lifo' })],
  ['server refuses at once', retry(2), { faults: [{ kind: 'refuse', at: '60s', for: '10s' }] }],
]

const TITLE = { name: 'twelve-policies', title: 'One outage, twelve policies' } as const
const TEXT =
  'A database that can do 300 calls/s gets 280, and stalls for 10 s; the time limit is 1 s. ' +
  'With a retry it is asked 560 times a second from then on, works for nobody, and never ' +
  'comes back, though nothing is wrong with it any more. Each row has that one retry, but ' +
  'for what it says. Look at who recovers: a budget paid by calls does not help where one ' +
  'paid by successes does, and dropping calls that are late does not help where dropping the ' +
  'hopeless ones, which will be late, does.'

const TWELVE_POLICIES: Demonstration = {
  ...TITLE,
  text: TEXT,
  rows: TWELVE.map(([label, policy, more]) => {
    const scenario = defineScenario({ ...retryStorm, ...TITLE, watch: TEXT, ...more, policy })
    return { label, scenario, policy: defaultSubject(scenario).policy }
  }),
}

/** All of them, in the order in which they are listed. */
export const DEMONSTRATIONS: readonly Demonstration[] = [TWELVE_POLICIES]

/** What to run: one plan per row, in their order, each under the row's label. */
export function demonstrationPlans(
  { rows }: Demonstration,
  seeds: RehearsalPlan['seeds'],
): RehearsalPlan[] {
  return rows.map(({ label, scenario }) => ({
    scenario,
    file: null,
    subject: { ...defaultSubject(scenario), label },
    rate: null,
    seeds,
    expectations: [],
  }))
}
