/**
 * What is rehearsed in this run: scenarios × policies, with the seeds, the rate and the
 * expectations of each. Flags come before what a policy file says under `simulate`, and that before
 * what a scenario says; expectations add up.
 */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import { type Expectation, missingFigure, parseExpectation } from '../../rehearse/expectation.js'
import { type RehearsalPlan, seedsFrom } from '../../rehearse/rehearsal.js'
import type { PolicyInForce } from '../policy-file.js'
import { UsageError } from '../usage-error.js'
import type { Wishes } from './options.js'
import { ALL, type FoundScenario, scenarioBeside } from './scenarios.js'
import type { SubjectFor } from './subjects.js'

/** A scenario with what a policy file wants of it. */
export interface Wanted extends FoundScenario {
  readonly entry?: Entry
}

type Entry = NonNullable<NonNullable<PolicyInForce['policy']>['document']['simulate']>[number] & {
  /** Pointer of the entry in the policy file. */
  readonly pointer: string
}

export interface Plans {
  readonly plans: readonly RehearsalPlan[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The entries of the policy file, each with its scenario. */
export function wantedByPolicy({ policy, file }: PolicyInForce) {
  const entries = policy?.document.simulate ?? []
  const found = entries.map((entry, i) => ({
    entry: { ...entry, pointer: `/simulate/${i}` },
    ...beside(entry.scenario, file!, policy!.spanAt(`/simulate/${i}/scenario`)),
  }))
  return {
    wanted: found.flatMap(({ scenarios, entry }): Wanted[] =>
      scenarios.map((one) => ({ ...one, entry })),
    ),
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
    sources: new Map(found.flatMap(({ sources }) => [...sources])),
  }
}

/** A wrong word in a policy file is a finding there, not wrong usage. */
function beside(word: string, file: string, span: Span | undefined) {
  try {
    return scenarioBeside(word, file)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { message, help } = error
    const base = { ruleId: 'simulate/no-scenario', severity: 'error', message } as const
    const finding: Diagnostic = { ...base, ...(help && { help }), ...(span && { span }) }
    return { scenarios: [], diagnostics: [finding], sources: new Map() }
  }
}

/** With the entries of the policy file for scenarios that were named: they say more. */
export function withEntries(
  named: readonly FoundScenario[],
  entries: readonly Wanted[],
  { operation }: Wishes,
): Wanted[] {
  return named.flatMap((one): Wanted[] => {
    const same = entries.filter(
      ({ scenario, entry }) =>
        scenario.name === one.scenario.name &&
        (operation === undefined || operation === entry?.operation),
    )
    return same.length > 0 ? same : [one]
  })
}

export function plansOf(
  wanted: readonly Wanted[],
  subjects: readonly SubjectFor[],
  wishes: Wishes,
  inForce: PolicyInForce,
): Plans {
  const diagnostics: Diagnostic[] = []
  const plans = wanted.flatMap((one) => {
    const { scenario, file, entry } = one
    const expectations = [
      ...expectationsIn(scenario.expect, '/expect', one.spanAt, diagnostics),
      ...expectationsIn(
        entry?.expect,
        `${entry?.pointer}/expect`,
        inForce.policy?.spanAt,
        diagnostics,
      ),
      ...wishes.expectations,
    ]
    for (const expectation of expectations) checkFigure(expectation, one, diagnostics)
    const first = wishes.seed ?? entry?.seed
    const seeds = seedsFrom(first, wishes.seeds ?? entry?.seeds ?? 1)
    const rate = rateOf(one, wishes, wanted.length)
    checkEntry(one, expectations, seeds.length, inForce, diagnostics)
    return subjects.map(
      (subject): RehearsalPlan => ({
        scenario,
        file,
        subject: subject(scenario, wishes.operation ?? entry?.operation),
        rate,
        seeds,
        expectations,
      }),
    )
  })
  return { plans, diagnostics }
}

function expectationsIn(
  texts: readonly string[] | undefined,
  pointer: string,
  spanAt: ((pointer: string) => Span | undefined) | undefined,
  diagnostics: Diagnostic[],
): Expectation[] {
  return (texts ?? []).flatMap((text, i) => {
    const expectation = parseExpectation(text)
    if (typeof expectation !== 'string') return [expectation]
    const span = spanAt?.(`${pointer}/${i}`)
    diagnostics.push({
      ruleId: 'simulate/expectation',
      severity: 'error',
      message: `"${text}": ${expectation}`,
      help: 'resil simulate --list metrics shows what can be expected.',
      ...(span && { span }),
    })
    return []
  })
}

function checkFigure(
  expectation: Expectation,
  { scenario }: FoundScenario,
  diagnostics: Diagnostic[],
): void {
  const missing = missingFigure(expectation, scenario)
  if (missing === undefined) return
  diagnostics.push({
    ruleId: 'simulate/no-figure',
    severity: 'error',
    message: `"${expectation.text}" in ${scenario.name}: ${missing}`,
    help: 'Expect something of a phase that the scenario has.',
  })
}

/** What of a policy file's entry would be ignored, and expectations that mean other seeds. */
function checkEntry(
  { scenario, entry }: Wanted,
  expectations: readonly Expectation[],
  seeds: number,
  { policy }: PolicyInForce,
  diagnostics: Diagnostic[],
): void {
  if (entry?.rate !== undefined && entry.scenario !== ALL && !('rate' in scenario.load)) {
    const span = policy?.spanAt(`${entry.pointer}/rate`)
    diagnostics.push({
      ruleId: 'simulate/no-rate',
      severity: 'error',
      message: `"rate" does not apply: the clients of ${scenario.name} wait for their answers.`,
      help: 'Remove it, or change "clients" or "think" in a scenario file.',
      ...(span && { span }),
    })
  }
  for (const { text, seeds: wanted } of expectations) {
    if (!('of' in wanted) || wanted.of <= seeds) continue
    diagnostics.push({
      ruleId: 'simulate/few-seeds',
      severity: 'warning',
      message: `"${text}" is about ${wanted.of} seeds, but ${seeds} will run.`,
      help: `Let ${wanted.of} run: --seeds ${wanted.of}, or "seeds" in the policy file.`,
    })
  }
}

/** A rate means nothing to clients that wait for their answers; it is an error if nothing else. */
function rateOf({ scenario, entry }: Wanted, { rate }: Wishes, howMany: number): number | null {
  if ('rate' in scenario.load) return rate ?? entry?.rate ?? null
  if (rate !== undefined && howMany === 1) {
    throw new UsageError(
      `--rps does not apply: the clients of ${scenario.name} wait for their answers.`,
      'Change "clients" or "think" in a scenario file.',
    )
  }
  return null
}
