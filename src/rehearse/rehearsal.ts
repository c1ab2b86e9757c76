/**
 * A scenario under a policy over seeds: what is asked for (`RehearsalPlan`), the runs that it takes
 * (`Job`), and what came of it (`Rehearsal`). Who runs the jobs, and where, is not decided here:
 * a job and its result are plain data that may cross threads.
 */
import type { ResolvedOperation } from '../policy/resolve.js'
import type { ResolvedPolicy } from '../policy/resolved.js'
import type { Policy } from '../policy/schema.js'
import { resolveStandalone, wholePolicy } from '../policy/standalone.js'
import type { Scenario } from '../simulator/scenario-schema.js'
import { policyOf } from '../simulator/scenario-world.js'
import { type FaultResult, type SimulationResult, simulate } from '../simulator/simulate.js'
import { DEFAULT_SEED } from '../simulator/streams.js'
import { type Expectation, type ExpectationResult, judge } from './expectation.js'
import { figuresOf } from './metrics.js'
import { type Verdict, verdictOf } from './verdict.js'

/** Whose policy is rehearsed. */
export interface Subject {
  /** How tables call it: `production`, `resil.yaml`, `built-in default`. */
  readonly label: string
  /** Operation of the policy document; null: its defaults, or no document. */
  readonly operation: string | null
  readonly policy: ResolvedPolicy
  /** The same as a document says it, whole: nothing is left to presets. */
  readonly document: Policy
}

export interface RehearsalPlan {
  readonly scenario: Scenario
  /** The file that it was read from; null for a built-in one. */
  readonly file: string | null
  readonly subject: Subject
  /** Calls per second in the place of the scenario's; null: as it says. */
  readonly rate: number | null
  readonly seeds: readonly (number | string)[]
  readonly expectations: readonly Expectation[]
}

/** One run. */
export interface Job {
  readonly scenario: Scenario
  readonly policy: ResolvedPolicy
  readonly rate: number | null
  readonly seed: number | string
  /** Whether the whole result is wanted, or its figures alone. */
  readonly whole: boolean
}

/** What is kept of every run. */
export interface RunDigest {
  readonly seed: number | string
  /** By metric, and by `metric.phase` (metrics.ts). */
  readonly figures: Readonly<Record<string, number | null>>
  readonly faults: readonly FaultResult[]
  readonly verdict: Verdict
}

export interface JobResult {
  readonly digest: RunDigest
  /** Present when the job wanted it. */
  readonly whole?: SimulationResult
}

export interface Rehearsal extends RehearsalPlan {
  /** The run of the first seed. */
  readonly first: SimulationResult
  /** All runs that finished, in the order of the seeds, the first included. */
  readonly runs: readonly RunDigest[]
  readonly results: readonly ExpectationResult[]
}

/** What runs when nothing is said: the scenario's own policy, else the built-in default. */
export function defaultSubject(scenario: Scenario): Subject {
  const label = scenario.policy ? "the scenario's own" : 'built-in default'
  return subjectOf(label, null, resolveStandalone(policyOf(scenario)))
}

export function subjectOf(
  label: string,
  operation: string | null,
  resolved: ResolvedOperation,
): Subject {
  return { label, operation, policy: resolved.policy, document: wholePolicy(resolved) }
}

/** `count` seeds from `first` on: numbers count up, a text gets `-2`, `-3` … behind it. */
export function seedsFrom(
  first: number | string = DEFAULT_SEED,
  count = 1,
): readonly (number | string)[] {
  return Array.from({ length: count }, (_, i) =>
    typeof first === 'number' ? first + i : i === 0 ? first : `${first}-${i + 1}`,
  )
}

/** One job per seed; the first one is wanted whole. */
export function jobsOf({ scenario, subject, rate, seeds }: RehearsalPlan): Job[] {
  const { policy } = subject
  return seeds.map((seed, i) => ({ scenario, policy, rate, seed, whole: i === 0 }))
}

export function runJob({ scenario, policy, rate, seed, whole }: Job): JobResult {
  const result = simulate(scenario, { policy, seed, ...(rate !== null && { rate }) })
  const figures = figuresOf(result)
  const digest: RunDigest = {
    seed,
    figures,
    faults: result.faults,
    verdict: verdictOf(figures, wasDisturbed(result)),
  }
  return whole ? { digest, whole: result } : { digest }
}

/** Whether there was anything to come back from: a fault that touched no call is none. */
function wasDisturbed({ disturbance, faults, total, timeToDetectMs }: SimulationResult): boolean {
  const isIdle = faults.length > 0 && faults.every(({ touched }) => touched === 0)
  return disturbance !== null && total.offered > 0 && !(isIdle && timeToDetectMs === null)
}

/** Puts the results of a plan's jobs together; undefined while the first one is missing. */
export function rehearsalOf(
  plan: RehearsalPlan,
  results: readonly (JobResult | undefined)[],
): Rehearsal | undefined {
  const first = results[0]?.whole
  if (first === undefined) return undefined
  const runs = results.flatMap((result) => (result ? [result.digest] : []))
  return { ...plan, first, runs, results: plan.expectations.map((one) => judge(one, runs)) }
}

/** Runs a plan from the first seed to the last, here and now. */
export function rehearse(plan: RehearsalPlan): Rehearsal {
  return rehearsalOf(plan, jobsOf(plan).map(runJob))!
}

/** Faults that touched no call in some run: such a run has shown nothing about them. */
export function missedFaults({ runs }: Rehearsal): FaultResult[] {
  const [first] = runs
  return (first?.faults ?? []).filter((_, i) => runs.some(({ faults }) => faults[i]!.touched === 0))
}
