/**
 * Laws of durations from files of measured values: `{ file: latencies.txt }` becomes
 * `{ values: [...] }`. One value a line, bare numbers are ms; `12ms` and `0.5s` have their unit
 * with them; `#` begins a comment. Files are read by whoever asks: nothing here knows of disks.
 */
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { MAX_DURATION_MS, parseDuration } from '../policy/duration.js'
import {
  MAX_VALUES,
  type Scenario,
  type ScenarioLaw,
  type ScenarioSimpleLaw,
  type ScenarioUpstream,
} from './scenario-schema.js'

/** `path` as the scenario writes it: relative to the scenario's own file. */
export type ReadLatencies = (path: string) => Checked<SourceText>

/** More findings of one file say nothing new. */
const MOST_FINDINGS = 20

/**
 * The scenario with the values in the place of the files; each file is read once. A reader that has
 * no text to give says why in an error.
 */
export function withFiles(scenario: Scenario, read: ReadLatencies): Checked<Scenario> {
  const files = new Map<string, readonly number[]>()
  const diagnostics: Diagnostic[] = []
  const valuesOf = (path: string): readonly number[] => {
    const known = files.get(path)
    if (known !== undefined) return known
    const file = read(path)
    if (file.value === undefined && !hasErrors(file.diagnostics)) {
      throw new Error(`simulator: the reader of ${path} gave neither a text nor an error`)
    }
    const found = file.value === undefined ? { diagnostics: [] } : parseLatencies(file.value)
    diagnostics.push(...file.diagnostics, ...found.diagnostics)
    const values = found.value ?? []
    files.set(path, values)
    return values
  }
  const upstream = withValues(scenario.upstream, valuesOf)
  const { fallback, load } = scenario
  const value: Scenario = {
    ...scenario,
    upstream,
    load: 'think' in load ? { ...load, think: lawWithValues(load.think, valuesOf) } : load,
    ...(fallback && { fallback: withValues(fallback, valuesOf) }),
  }
  return hasErrors(diagnostics) ? { diagnostics } : { value, diagnostics }
}

type ValuesOf = (path: string) => readonly number[]

function withValues(upstream: ScenarioUpstream, valuesOf: ValuesOf): ScenarioUpstream {
  const { latency, network } = upstream
  return {
    ...upstream,
    latency: lawWithValues(latency, valuesOf),
    ...(network && { network: lawWithValues(network, valuesOf) }),
  }
}

function lawWithValues(law: ScenarioLaw, valuesOf: ValuesOf): ScenarioLaw {
  if (!('bimodal' in law)) return simpleWithValues(law, valuesOf)
  const { fast, slow, slowShare } = law.bimodal
  return {
    bimodal: {
      fast: simpleWithValues(fast, valuesOf),
      slow: simpleWithValues(slow, valuesOf),
      slowShare,
    },
  }
}

function simpleWithValues(law: ScenarioSimpleLaw, valuesOf: ValuesOf): ScenarioSimpleLaw {
  // The schema's list is one that may be written to; what is shared here never is.
  return 'file' in law ? { values: valuesOf(law.file) as number[] } : law
}

const SPACE_BEFORE_UNIT = /^([\d.]+)\s+(?=[a-z])/
const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i

/** Reads a file of measured values, in ms. */
export function parseLatencies(source: SourceText): Checked<readonly number[]> {
  const { text } = source
  const values: number[] = []
  const diagnostics: Diagnostic[] = []
  let wrong = 0
  for (let from = 0; from < text.length; ) {
    const end = lineEnd(text, from)
    const written = text.slice(from, end).replace(/#.*$/, '')
    const word = written.replace(/^\uFEFF/, '').trim()
    if (word !== '') {
      const ms = millisecondsOf(word)
      const at = from + written.indexOf(word)
      if (ms === undefined && ++wrong <= MOST_FINDINGS) {
        diagnostics.push(noDuration(source, word, at))
      } else if (ms !== undefined && values.push(ms) > MAX_VALUES) {
        return { diagnostics: [...diagnostics, tooMany(source, at, word.length)] }
      }
    }
    from = end + (text.startsWith('\r\n', end) ? 2 : 1)
  }
  if (wrong > MOST_FINDINGS) diagnostics.push(more(source, wrong - MOST_FINDINGS))
  if (wrong === 0 && values.length === 0) diagnostics.push(empty(source))
  return diagnostics.length > 0 ? { diagnostics } : { value: values, diagnostics }
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return at
  }
  return text.length
}

function millisecondsOf(word: string): number | undefined {
  if (!NUMBER.test(word)) return parseDuration(word.replace(SPACE_BEFORE_UNIT, '$1'))
  const ms = Number(word)
  return ms <= MAX_DURATION_MS ? ms : undefined
}

function noDuration(source: SourceText, word: string, at: number): Diagnostic {
  const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word
  return {
    ruleId: 'latencies/no-duration',
    severity: 'error',
    message: `"${shown}" is no duration of 0 ms or more.`,
    help: 'Write one duration a line, for example 12, 12ms or 0.5s.',
    span: source.span(at, at + word.length),
    data: { written: shown },
  }
}

function more(source: SourceText, count: number): Diagnostic {
  return {
    ruleId: 'latencies/no-duration',
    severity: 'error',
    message: `${count} more lines of the file are no durations.`,
    help: 'Write one duration a line, for example 12, 12ms or 0.5s.',
    span: source.span(0, 0),
    data: { count },
  }
}

function empty(source: SourceText): Diagnostic {
  return {
    ruleId: 'latencies/empty',
    severity: 'error',
    message: 'The file holds no values.',
    help: 'Write one measured duration a line, for example 12, 12ms or 0.5s.',
    span: source.span(0, 0),
  }
}

function tooMany(source: SourceText, at: number, length: number): Diagnostic {
  return {
    ruleId: 'latencies/too-many',
    severity: 'error',
    message: `The file holds more than ${MAX_VALUES.toLocaleString('en')} values.`,
    help: 'Keep a random part of them; 10 000 show the same percentiles.',
    span: source.span(at, at + length),
    data: { limit: MAX_VALUES },
  }
}
