/**
 * One text as the migration sees it: which formats it holds and why, what they say, and how many of
 * its keys are about something else. Texts that are a resil policy already are told apart here.
 */
import { type Checked, type Diagnostic, hasErrors, type Span } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import type { Detection, Format, FormatId, Imported } from '../formats/format.js'
import { FORMATS } from '../formats/index.js'
import { looksLikePolicy, parsePolicy } from '../policy/document.js'
import { flatten } from '../syntax/flat.js'
import type { ParsedText } from '../syntax/node.js'
import { parseText } from '../syntax/read.js'
import { syntaxOfName } from '../syntax/sniff.js'

export interface FoundFormat extends Detection {
  readonly id: FormatId
  readonly title: string
}

export interface ReadSource {
  readonly file: string
  readonly formats: readonly FoundFormat[]
  readonly imports: readonly Imported[]
  /** Keys of the file that belong to no format that was found. */
  readonly otherKeys: number
  /** True when the text is a valid policy document of this project. */
  readonly isPolicy: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** Spring reads its files with YAML 1.1, where `012` is 10 and `on` is true. */
const SPRING: readonly FormatId[] = ['hystrix', 'resilience4j']

/** Reads a text of any supported syntax. Bad input gives findings, never an exception. */
export function readSource(source: SourceText): ReadSource {
  const parsed = parseText(source)
  const first = parsed.value && detectAll(parsed.value)
  const isSpring = first?.some(({ format }) => SPRING.includes(format.id))
  if (parsed.value?.syntax === 'yaml' && isSpring) {
    return readParsed(source.file, parseText(source, { yamlVersion: '1.1' }))
  }
  const root = parsed.value?.documents[0]?.root
  if (looksLikePolicy(root)) {
    const { value, diagnostics } = parsePolicy(source)
    const nothing = { formats: [], imports: [], otherKeys: 0 }
    return { file: source.file, ...nothing, isPolicy: value !== undefined, diagnostics }
  }
  return readParsed(source.file, parsed)
}

/** The same for a text that is parsed already (the process environment). */
export function readParsed(file: string, parsed: Checked<ParsedText>): ReadSource {
  const text = parsed.value
  const all = text ? detectAll(text).map((one) => ({ ...one, read: one.format.read(text) })) : []
  const found = withoutSecondReadings(all, text?.source.text.length ?? 0)
  const imports = found.map(({ read }) => read)
  return {
    file,
    formats: found.map(({ format, detection }) => ({
      id: format.id,
      title: format.title,
      ...detection,
    })),
    imports,
    otherKeys: text ? countOtherKeys(text, imports) : 0,
    isPolicy: false,
    diagnostics: [
      ...(isNoneOfOurs(file, parsed, found.length) ? [noSyntax(file, text!)] : parsed.diagnostics),
      ...(text && !hasErrors(parsed.diagnostics) ? emptyFinding(text) : []),
      ...imports.flatMap((one) => one.diagnostics),
    ],
  }
}

/**
 * A key belongs to the first format of the list that books it. A format that is left with nothing
 * but keys to ignore was a look-alike of another one, and is dropped.
 */
function withoutSecondReadings<T extends { readonly read: Imported }>(
  all: readonly T[],
  length: number,
): T[] {
  const taken: Span[] = []
  return all.flatMap((one) => {
    const isTaken = coverageOf(taken, length)
    const isFree = (span: Span | undefined) => !span || !isTaken(span)
    const settings = one.read.settings.filter((setting) => isFree(setting.span))
    if (settings.length === one.read.settings.length) {
      taken.push(...settings.map((setting) => setting.span))
      return [one]
    }
    if (!settings.some((setting) => setting.targets.length > 0)) return []
    taken.push(...settings.map((setting) => setting.span))
    const diagnostics = one.read.diagnostics.filter((finding) => isFree(finding.span))
    return [{ ...one, read: { ...one.read, settings, diagnostics } }]
  })
}

/** A text of another syntax (nginx, HCL): YAML is tried last, and its faults say nothing then. */
function isNoneOfOurs(file: string, parsed: Checked<ParsedText>, formats: number): boolean {
  const guessed = syntaxOfName(file) === undefined && parsed.value?.syntax === 'yaml'
  return guessed && formats === 0 && hasErrors(parsed.diagnostics)
}

function noSyntax(file: string, text: ParsedText): Diagnostic {
  return {
    ruleId: 'migrate/unknown-syntax',
    severity: 'info',
    message: `${shown(file)} reads as no YAML, JSON, TOML, .properties or .env.`,
    help: 'If it is one of them, say so with its name: --stdin-filename NAME, or rename the file.',
    span: text.source.span(0, 0),
  }
}

function shown(file: string): string {
  return file === '-' ? 'The text' : 'The file'
}

function detectAll(text: ParsedText): { format: Format; detection: Detection }[] {
  return FORMATS.flatMap((format) => {
    const detection = format.detect(text)
    return detection ? [{ format, detection }] : []
  })
}

function emptyFinding(text: ParsedText): Diagnostic[] {
  if (text.documents.some((document) => document.root !== undefined)) return []
  return [
    {
      ruleId: 'migrate/empty',
      severity: 'warning',
      message: 'There is nothing in it but blanks or comments.',
      help: 'Check that it is the input you meant.',
      span: text.source.span(0, 0),
    },
  ]
}

function countOtherKeys(text: ParsedText, imports: readonly Imported[]): number {
  const booked = imports.flatMap((one) => one.settings.map((setting) => setting.span))
  const isBooked = coverageOf(booked, text.source.text.length)
  const leaves = text.documents.flatMap(({ root }) => (root ? flatten(root) : []))
  return leaves.filter(({ node, keySpan }) => !isBooked(node.span) && !isBooked(keySpan)).length
}

/** Tells whether a span overlaps one of `spans`. An empty span still takes its place. */
function coverageOf(spans: readonly Span[], length: number): (span: Span) => boolean {
  const endOf = (span: Span) => Math.max(span.end.offset, span.start.offset + 1)
  const steps = new Int32Array(length + 3)
  for (const span of spans) {
    steps[span.start.offset]! += 1
    steps[Math.min(endOf(span), length + 1)]! -= 1
  }
  // covered[i]: how many offsets below i lie in a span.
  const covered = new Int32Array(length + 3)
  let open = 0
  for (let at = 0; at < length + 2; at++) {
    open += steps[at]!
    covered[at + 1] = covered[at]! + (open > 0 ? 1 : 0)
  }
  return (span) => covered[Math.min(endOf(span), length + 2)]! > covered[span.start.offset]!
}
