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
  // What is named twice runs once.
  const addBuiltIn = (scenario: Scenario) => {
    if (scenarios.some((one) => one.scenario === scenario)) return
    scenarios.push({ scenario, file: null })
  }
  for (const word of new Set(words)) {
    const demonstration = DEMONSTRATIONS.find(({ name }) => name === word)
    if (demonstration) demonstrations.push(demonstration)
    else if (word === ALL) SCENARIOS.forEach(addBuiltIn)
    else {
      const named = builtInNamed(word)
      if (named) addBuiltIn(named)
      else readScenario(word, { scenarios, diagnostics, sources })
    }
  }
  return { scenarios, demonstrations, diagnostics, sources }
}

/**
 * A scenario of a policy file: a built-in one, all of them, or a file beside the policy's.
 * @throws UsageError for what is for the command line only
 */
export function scenarioBeside(word: string, policyFile: string): Found {
  if (DEMONSTRATIONS.some(({ name }) => name === word)) {
    throw new UsageError(
      `${word} is a demonstration with policies of its own.`,
      `Run it alone: resil simulate ${word}`,
    )
  }
  if (word === '-') {
    throw new UsageError('A policy file cannot name standard input.', 'Name a file.')
  }
  const isBuiltIn = word === ALL || builtInNamed(word) !== undefined
  if (isBuiltIn || isAbsolute(word)) return findScenarios([word])
  if (!isPath(word) && !existsSync(join(dirname(policyFile), word))) throw unknown(word)
  return findScenarios([join(dirname(policyFile), word)])
}

/** Not a mere word, which may be a slip. */
function isPath(word: string): boolean {
  return /[./\\]/.test(word)
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
  if (word !== '-' && !isPath(word) && !existsSync(word)) throw unknown(word)
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
  const parts = names.flatMap((name) => name.split('-')).filter((part) => part.length > 3)
  const meant = word.toLowerCase()
  const near = suggest(meant, [...names, ALL]) ?? suggest(meant, parts)
  return new UsageError(
    `There is no scenario ${word === '' ? 'without a name' : word}.`,
    near ? `Did you mean ${near}?` : 'resil simulate --list shows them; a file ends in .yaml.',
  )
}
