/**
 * Which one setting changes the verdict? Tries the candidates on one seed, the promising ones on
 * all, and keeps what is a clear gain. Who runs the jobs, and where, is the caller's business. Says
 * nothing that was not simulated; when no single setting helps, it says that.
 */
import { type Candidate, candidates, healthyOf } from './candidates.js'
import { judge } from './expectation.js'
import {
  type Job,
  type JobResult,
  jobsOf,
  type Rehearsal,
  type RehearsalPlan,
  rehearsalOf,
} from './rehearsal.js'
import { type Effect, effectOf, isFine, type Standing, scoreOf, standingOf } from './standing.js'
import { isBack } from './verdict.js'

/** Runs jobs; undefined for one that did not come to its end. */
export type RunJobs = (jobs: readonly Job[]) => Promise<readonly (JobResult | undefined)[]>

/** A setting changed, and what it did over all seeds. */
export interface Change {
  readonly candidate: Candidate
  readonly effect: Effect
  readonly rehearsal: Rehearsal
  readonly standing: Standing
}

export interface Suggestion {
  /** As the policy is. */
  readonly base: Rehearsal
  readonly standing: Standing
  /** All seeds came back and all expectations are met as it is: what follows are mere gains. */
  readonly isFine: boolean
  /** Candidates that were simulated, and all that there were: fewer when interrupted. */
  readonly tried: number
  readonly planned: number
  /** Clear gains, best first, at most one for each setting; may be empty. */
  readonly found: readonly Change[]
  /** Where nothing is found: what came nearest, if anything was better at all. */
  readonly nearest: Change | null
}

/** Settings that are simulated on all seeds. */
const FINALISTS = 6

/**
 * undefined when the policy as it is did not come to its end.
 * @param plan or what has come of it: then the policy as it is runs no second time
 */
export async function suggest(
  plan: RehearsalPlan | Rehearsal,
  run: RunJobs,
): Promise<Suggestion | undefined> {
  const baseResults = resultsOf(plan) ?? (await run(jobsOf(plan)))
  const base = rehearsalOf(plan, baseResults)
  if (base === undefined) return undefined
  const standing = standingOf(base)
  const all = candidates(plan.subject, healthyOf(base.first))

  const at = worstSeed(baseResults)
  const planOf = ({ subject }: Candidate): RehearsalPlan => ({ ...plan, subject })
  const screened = await run(all.map((candidate) => jobsOf(planOf(candidate))[at]!))
  const worst = standingAt(plan, baseResults[at])!
  const ranked = all.flatMap((candidate, i): Screened[] => {
    const then = standingAt(planOf(candidate), screened[i])
    if (then === undefined) return []
    const effect = effectWith(candidate, worst, then)
    return [{ candidate, result: screened[i]!, effect, score: scoreOf(then) }]
  })
  const best = finalists(ranked, scoreOf(worst))

  const restOf = ({ candidate }: Screened) =>
    jobsOf(planOf(candidate)).filter((_, seed) => seed !== at)
  const rest = await run(best.flatMap(restOf))
  const changes = best.flatMap(({ candidate, result }, i): Change[] => {
    const own = rest.slice(i * (plan.seeds.length - 1), (i + 1) * (plan.seeds.length - 1))
    const rehearsal = rehearsalOf(planOf(candidate), own.toSpliced(at, 0, result))
    if (rehearsal?.runs.length !== base.runs.length) return []
    const then = standingOf(rehearsal)
    const effect = effectWith(candidate, standing, then)
    return [{ candidate, effect, rehearsal, standing: then }]
  })
  const tried = ranked.length
  const planned = all.length
  return { base, standing, isFine: isFine(standing), tried, planned, ...sorted(changes, standing) }
}

/** The runs of a rehearsal that is complete. */
function resultsOf(plan: RehearsalPlan | Rehearsal): readonly JobResult[] | undefined {
  if (!('runs' in plan) || plan.runs.length < plan.seeds.length) return undefined
  return plan.runs.map((digest, i) => (i === 0 ? { digest, whole: plan.first } : { digest }))
}

interface Screened {
  readonly candidate: Candidate
  readonly result: JobResult
  readonly effect: Effect
  readonly score: number
}

const RANK: Readonly<Record<Effect, number>> = {
  cures: 0,
  helps: 1,
  improves: 2,
  same: 3,
  worse: 4,
}

/** One for each setting; gains first. What is only a little better stands at the end. */
function finalists(ranked: readonly Screened[], baseScore: number): Screened[] {
  const settings = new Set<string>()
  return ranked
    .filter(({ effect, score }) => RANK[effect] < RANK.same || score > baseScore)
    .filter(({ effect }) => effect !== 'worse')
    .toSorted((a, b) => RANK[a.effect] - RANK[b.effect] || b.score - a.score)
    .filter(({ candidate: { setting } }) => !settings.has(setting) && settings.add(setting))
    .slice(0, FINALISTS)
}

function sorted(changes: readonly Change[], base: Standing): Pick<Suggestion, 'found' | 'nearest'> {
  const score = ({ standing }: Change) => scoreOf(standing)
  const ordered = changes.toSorted((a, b) => RANK[a.effect] - RANK[b.effect] || score(b) - score(a))
  const found = ordered.filter(({ effect }) => RANK[effect] < RANK.same)
  const near = ordered.find(({ effect, candidate }) => effect === 'same' && !candidate.isLoss)
  const isBetter = near !== undefined && score(near) > scoreOf(base) + VISIBLE
  return { found, nearest: found.length === 0 && isBetter ? near : null }
}

/** Scores that differ by less look the same. */
const VISIBLE = 0.01

/** A protection from other faults is not given away for better figures in this one. */
function effectWith({ isLoss }: Candidate, base: Standing, changed: Standing): Effect {
  const effect = effectOf(base, changed)
  return isLoss && effect === 'improves' ? 'same' : effect
}

/** The seed to try candidates on: where the policy as it is fared worst. */
function worstSeed(results: readonly (JobResult | undefined)[]): number {
  let worst = 0
  let least = Number.POSITIVE_INFINITY
  results.forEach((result, i) => {
    if (result === undefined) return
    const { verdict, figures } = result.digest
    const value = (isBack(verdict) ? 1 : 0) + (figures.availability ?? 1)
    if (value < least) [worst, least] = [i, value]
  })
  return worst
}

/** What one run says alone. */
function standingAt(plan: RehearsalPlan, result: JobResult | undefined): Standing | undefined {
  if (result === undefined) return undefined
  const runs = [result.digest]
  return standingOf({ runs, results: plan.expectations.map((one) => judge(one, runs)) })
}
