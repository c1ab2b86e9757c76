/**
 * Text → scenario, with findings that have their place, as for policy documents. Findings of the
 * schema are `scenario/…`; what a schema cannot see (a partition that is none, faults that the run
 * ends before) is found here.
 */
import { type Checked, type Diagnostic, hasErrors, type Span } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { parseDuration } from '../policy/duration.js'
import { schemaFindings } from '../policy/schema-issues.js'
import type { Node } from '../syntax/node.js'
import { nearest, placesOf, toPlain } from '../syntax/places.js'
import { parseText } from '../syntax/read.js'
import { type Scenario, scenarioSchema } from './scenario-schema.js'

export interface LoadedScenario {
  readonly scenario: Scenario
  readonly source: SourceText
  /** Place of the value at a JSON pointer, or undefined where the file states none. */
  readonly spanAt: (pointer: string) => Span | undefined
}

/** Reads a scenario (YAML or JSON); laws may still name files (`withFiles` reads those). */
export function parseScenario(source: SourceText): Checked<Scenario> {
  const { value, diagnostics } = loadScenario(source)
  return value === undefined ? { diagnostics } : { value: value.scenario, diagnostics }
}

/** The same, with where in the text its values are: for findings that come up later. */
export function loadScenario(source: SourceText): Checked<LoadedScenario> {
  const parsed = parseText(source)
  const diagnostics = [...parsed.diagnostics]
  if (hasErrors(diagnostics)) return { diagnostics }
  const root = parsed.value?.documents.find((document) => document.root !== undefined)?.root
  if (root?.kind !== 'map') return { diagnostics: [...diagnostics, notAScenario(source, root)] }
  const places = placesOf(root)
  const locate = (pointer: string, part: 'value' | 'key') => nearest(places, pointer, part)
  const plain = toPlain(root)
  const checked = scenarioSchema.safeParse(plain)
  if (!checked.success) {
    const found = schemaFindings(checked.error.issues, scenarioSchema, plain, locate)
    return { diagnostics: [...diagnostics, ...found.map(ofScenario)] }
  }
  diagnostics.push(...scenarioFindings(checked.data, (pointer) => locate(pointer, 'value')))
  if (hasErrors(diagnostics)) return { diagnostics }
  const spanAt = (pointer: string) => places.get(pointer)?.value
  return { value: { scenario: checked.data, source, spanAt }, diagnostics }
}

/** What a schema cannot see; `spanAt` is undefined for a scenario that is no text. */
export function scenarioFindings(
  scenario: Scenario,
  spanAt?: (pointer: string) => Span,
): Diagnostic[] {
  const found: Diagnostic[] = []
  const add = (pointer: string, rule: string, message: string, help: string) => {
    const span = spanAt?.(pointer)
    const base = { ruleId: `scenario/${rule}`, severity: 'error', message, help } as const
    found.push({ ...base, ...(span && { span }) })
  }
  const endMs = parseDuration(scenario.duration)!
  scenario.faults?.forEach((fault, i) => {
    const at = `/faults/${i}`
    const target = fault.target === 'fallback' ? scenario.fallback : scenario.upstream
    if (target === undefined) {
      const help = 'Describe the fallback under "fallback", or let the fault hit the upstream.'
      add(`${at}/target`, 'no-fallback', 'There is no fallback that the fault could hit.', help)
      return
    }
    if (parseDuration(fault.at)! >= endMs) {
      const message = `The fault begins at ${fault.at}, the run ends at ${scenario.duration}.`
      add(`${at}/at`, 'fault-after-end', message, 'Let it begin earlier, or the run last longer.')
    }
    const { partitions = 1 } = target
    if (fault.partition !== undefined && fault.partition >= partitions) {
      const message = `There is no partition ${fault.partition}: ${partitions} in all, from 0.`
      add(`${at}/partition`, 'unknown-partition', message, 'Name one that exists.')
    }
    if (fault.kind === 'capacity' && target.workers === undefined) {
      const message = 'A capacity fault needs workers that it can take away.'
      add(`${at}/kind`, 'no-workers', message, 'Set "workers" of the upstream.')
    }
  })
  if ('rate' in scenario.load) {
    for (const i of overlapping(scenario.load.spikes ?? [])) {
      const message = 'The spike begins before another one is over.'
      add(`/load/spikes/${i}/at`, 'spikes-overlap', message, 'Let one begin when the other ends.')
    }
  }
  const { coldStart, workers } = scenario.upstream
  if (coldStart && workers === undefined) {
    const message = 'A cold start needs to know how many workers there may be.'
    add('/upstream/coldStart', 'no-workers', message, 'Set "workers" of the upstream.')
  }
  return found
}

/** Index of each spike that begins within the one before it in time. */
function overlapping(spikes: readonly { readonly at: string; readonly for: string }[]): number[] {
  const spans = spikes.map((spike, index) => {
    const fromMs = parseDuration(spike.at)!
    return { index, fromMs, untilMs: fromMs + parseDuration(spike.for)! }
  })
  spans.sort((a, b) => a.fromMs - b.fromMs)
  return spans.filter((span, i) => i > 0 && span.fromMs < spans[i - 1]!.untilMs).map((s) => s.index)
}

function ofScenario(finding: Diagnostic): Diagnostic {
  return {
    ...finding,
    ruleId: finding.ruleId.replace(/^policy\//, 'scenario/'),
    message: finding.message.replace(/^A policy document has/, 'A scenario has'),
  }
}

function notAScenario(source: SourceText, root: Node | undefined): Diagnostic {
  const empty = root === undefined
  return {
    ruleId: empty ? 'scenario/empty' : 'scenario/wrong-type',
    severity: 'error',
    message: empty ? 'The document is empty.' : 'A scenario is a group of settings.',
    help: 'Start from a built-in one.',
    span: root?.span ?? source.span(0, 0),
  }
}
