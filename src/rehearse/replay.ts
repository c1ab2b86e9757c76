/**
 * A JSON report → the plans that it was made of, and whether running them gave the same again. The
 * report is a file like any other: what is wrong with it is a finding with its place.
 */
import * as z from 'zod'
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { policy } from '../policy/schema.js'
import { schemaFindings } from '../policy/schema-issues.js'
import { resolveStandalone } from '../policy/standalone.js'
import { scenarioFindings } from '../simulator/scenario-checks.js'
import { scenarioSchema } from '../simulator/scenario-schema.js'
import { nearest, placesOf, toPlain } from '../syntax/places.js'
import { parseText } from '../syntax/read.js'
import { type Expectation, parseExpectation } from './expectation.js'
import { type Rehearsal, type RehearsalPlan, subjectOf } from './rehearsal.js'

const seed = z.union([z.int().min(0), z.string().min(1).max(100)])

const report = z.object({
  version: z.literal(1),
  command: z.literal('simulate'),
  compared: z.boolean(),
  rehearsals: z
    .array(
      z.object({
        scenario: scenarioSchema,
        file: z.string().nullable(),
        policy: z.object({
          label: z.string(),
          operation: z.string().nullable(),
          document: policy,
        }),
        rate: z.number().gt(0).max(1e6).nullable(),
        seeds: z.array(seed).min(1).max(10_000),
        expectations: z.array(z.object({ text: z.string() })).max(1000),
        runs: z.array(z.unknown()),
        first: z.unknown(),
      }),
    )
    .min(1),
})

export interface Replay {
  readonly plans: readonly RehearsalPlan[]
  readonly compared: boolean
  /** Indices of the rehearsals that came out otherwise than the report has it. */
  readonly differing: (rehearsals: readonly Rehearsal[]) => number[]
}

export function readReplay(source: SourceText): Checked<Replay> {
  const parsed = parseText(source)
  if (hasErrors(parsed.diagnostics)) return { diagnostics: parsed.diagnostics }
  const root = parsed.value?.documents[0]?.root
  if (root?.kind !== 'map') return { diagnostics: [notAReport(source)] }
  const places = placesOf(root)
  const plain = toPlain(root)
  const checked = report.safeParse(plain)
  if (!checked.success) {
    const locate = (pointer: string, part: 'value' | 'key') => nearest(places, pointer, part)
    const found = schemaFindings(checked.error.issues, report, plain, locate)
    return { diagnostics: found.map(ofReport) }
  }
  const diagnostics: Diagnostic[] = []
  const plans = checked.data.rehearsals.map((one, i): RehearsalPlan => {
    const at = (pointer: string) => nearest(places, `/rehearsals/${i}${pointer}`, 'value')
    diagnostics.push(...scenarioFindings(one.scenario, (pointer) => at(`/scenario${pointer}`)))
    const { label, operation, document } = one.policy
    const { scenario, file, rate, seeds } = one
    return {
      ...{ scenario, file, rate, seeds },
      subject: subjectOf(label, operation, resolveStandalone(document)),
      expectations: one.expectations.flatMap(({ text }, k): Expectation[] => {
        const expectation = parseExpectation(text)
        if (typeof expectation !== 'string') return [expectation]
        const span = at(`/expectations/${k}/text`)
        const base = { ruleId: 'replay/expectation', severity: 'error' } as const
        diagnostics.push({ ...base, message: `"${text}": ${expectation}`, span })
        return []
      }),
    }
  })
  if (hasErrors(diagnostics)) return { diagnostics }
  const before = (plain as { rehearsals: Record<string, unknown>[] }).rehearsals
  const differing = (rehearsals: readonly Rehearsal[]) =>
    rehearsals.flatMap((one, i) => (sameResult(one, before[i]!) ? [] : [i]))
  const { compared } = checked.data
  return { value: { plans, compared, differing }, diagnostics }
}

/** Of what came out; an interrupted report lacks runs, the last ones or some between. */
function sameResult(rehearsal: Rehearsal, before: Record<string, unknown>): boolean {
  const then = before.runs as readonly { readonly seed?: unknown }[]
  const seeds = new Set(then.map((run) => run?.seed))
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const now = rehearsal.runs.filter(({ seed }) => seeds.has(seed))
  return same(rehearsal.first, before.first) && same(now, then)
}

function notAReport(source: SourceText): Diagnostic {
  return {
    ruleId: 'replay/wrong-type',
    severity: 'error',
    message: 'The file is no report of a simulation.',
    help: 'Make one: resil simulate outage --report json -o report.json',
    span: source.span(0, 0),
  }
}

function ofReport(finding: Diagnostic): Diagnostic {
  return {
    ...finding,
    ruleId: finding.ruleId.replace(/^policy\//, 'replay/'),
    message: finding.message.replace(/^A policy document has/, 'A report has'),
  }
}
