/**
 * From the words of a command line to scenarios: built-in ones by name, files, `all`,
 * demonstrations. A name may be cut to one of its words as long as only one scenario has it:
 * `resil simulate outage`.
 */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { Checked, Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import { suggest } from '../../diagnostics/suggest.js'
import { DEMONSTRATIONS, type Demonstration } from '../../rehearse/demonstration.js'
import { withFiles } from '../../simulator/latency-files.js'
import { loadScenario } from '../../simulator/scenario-document.js'
import type { Scenario } from '../../simulator/scenario-schema.js'
import { SCENARIOS } from '../../simulator/scenarios/index.js'
import { readSourceFile, readStdin } from '../io.js'
import { UsageError } from '../usage-error.js'

export const ALL = 'all'

/** A scenario with where it is from. */
export interface FoundScenario {
  readonly scenario: Scenario
  /** null: built in. */
  readonly file: string | null
  /** Place of a value in the file. */
  readonly spanAt?: ((pointer: string) => Span | undefined) | undefined
}

export interface Found {
  readonly scenarios: readonly FoundScenario[]
  readonly demonstrations: readonly Demonstration[]
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, SourceText>
}

export function findScenarios(words: readonly string[]): Found {
  const scenarios: FoundScenario[] = []
  const demonstrations: Demonstration[] = []
  const diagnostics: Diagnostic[] = []
  const sources = new Map<string, SourceText>()
  for (const word of words) {
    const demonstration = DEMONSTRATIONS.find(({ name }) => name === word)
    if (demonstration) demonstrations.push(demonstration)
    else if (word === ALL) scenarios.push(...SCENARIOS.map(builtIn))
    else {
      const named = builtInNamed(word)
      if (named) scenarios.push(builtIn(named))
      else readScenario(word, { scenarios, diagnostics, sources })
    }
  }
  return { scenarios, demonstrations, diagnostics, sources }
}

/** A scenario of a policy file: a built-in one, or a file beside the policy's. */
export function scenarioBeside(word: string, policyFile: string): Found {
  if (builtInNamed(word) !== undefined || isAbsolute(word)) return findScenarios([word])
  return findScenarios([join(dirname(policyFile), word)])
}

function builtIn(scenario: Scenario): FoundScenario {
  return { scenario, file: null }
}

/** @throws UsageError for a word that several scenarios have */
export function builtInNamed(word: string): Scenario | undefined {
  const exact = SCENARIOS.find(({ name }) => name === word)
  if (exact || existsSync(word)) return exact
  const having = SCENARIOS.filter(({ name }) => `-${name}-`.includes(`-${word}-`))
  if (having.length <= 1) return having[0]
  const names = having.map(({ name }) => name).join(' or ')
  throw new UsageError(`${word} may be ${names}.`, 'Write it out.')
}

function readScenario(
  word: string,
  into: {
    readonly scenarios: FoundScenario[]
    readonly diagnostics: Diagnostic[]
    readonly sources: Map<string, SourceText>
  },
): void {
  if (word !== '-' && !/[./\\]/.test(word) && !existsSync(word)) throw unknown(word)
  const read = word === '-' ? readStdin('-') : readSourceFile(word)
  into.diagnostics.push(...read.diagnostics)
  if (!read.value) return
  into.sources.set(read.value.file, read.value)
  const loaded = loadScenario(read.value)
  into.diagnostics.push(...loaded.diagnostics)
  if (!loaded.value) return
  const { scenario, source, spanAt } = loaded.value
  const folder = word === '-' ? '.' : dirname(word)
  const whole = withFiles(scenario, (path) => {
    const found = readLatencies(isAbsolute(path) ? path : join(folder, path), source, path)
    if (found.value) into.sources.set(found.value.file, found.value)
    return found
  })
  into.diagnostics.push(...whole.diagnostics)
  if (whole.value) into.scenarios.push({ scenario: whole.value, file: word, spanAt })
}

/** A file that the scenario names: one that cannot be read is a finding there. */
function readLatencies(path: string, scenario: SourceText, written: string): Checked<SourceText> {
  try {
    return readSourceFile(path)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { message, help } = error
    const at = Math.max(0, scenario.text.indexOf(written))
    const span = scenario.span(at, at + written.length)
    const base = { ruleId: 'scenario/no-file', severity: 'error', message, span } as const
    return { diagnostics: [{ ...base, ...(help && { help }) }] }
  }
}

function unknown(word: string): UsageError {
  const names = [...SCENARIOS, ...DEMONSTRATIONS].map(({ name }) => name)
  const near = suggest(word, [...names, ALL])
  return new UsageError(
    `There is no scenario ${word}.`,
    near ? `Did you mean ${near}?` : 'resil simulate --list shows them; a file ends in .yaml.',
  )
}
