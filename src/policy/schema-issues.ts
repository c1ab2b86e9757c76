/**
 * zod's issues as findings with a place, in words of this project: what is wrong with its value,
 * and what to write instead. The only file that knows the shape of zod's issues.
 */
import * as z from 'zod'
import { type Diagnostic, type Span, sortDiagnostics } from '../diagnostics/diagnostic.js'
import { pointerStep } from '../diagnostics/source.js'
import { suggest } from '../diagnostics/suggest.js'
import { LEAVES, type Leaf } from './leaves.js'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** Finds the place of a value, or of a key with `key: true`; falls back to the nearest parent. */
export type Locate = (pointer: string, part: 'value' | 'key') => Span

/** The findings for a document that `schema` refuses, by place; `root` is the parsed document. */
export function schemaFindings(
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  root: unknown,
  locate: Locate,
): Diagnostic[] {
  const findings = issues.flatMap((issue) => findingsOf(issue, [], schema, root, locate))
  const seen = new Set<string>()
  return sortDiagnostics(findings).filter(({ message, span }) => {
    const identity = `${span?.start.offset} ${message}`
    return !seen.has(identity) && seen.add(identity)
  })
}

function findingsOf(
  issue: Issue,
  parent: Path,
  schema: z.core.$ZodType,
  root: unknown,
  locate: Locate,
): Diagnostic[] {
  const path = [...parent, ...issue.path]
  const value = valueAt(root, path)
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = likeliestBranch(issue.errors, value)
    if (branch) {
      return branch.flatMap((inner) => findingsOf(inner, path, schema, root, locate))
    }
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], schema, locate))
  }
  if (issue.code === 'invalid_key') return [badKey(path, locate)]
  const leaf = LEAVES.get(leafPathOf(path))
  const { message, help } = wording(issue, path, value, leaf)
  const missing = value === undefined
  return [
    {
      ruleId: missing ? 'policy/missing-key' : ruleIdOf(issue),
      severity: 'error',
      message,
      ...(help ? { help } : {}),
      span: locate(pointerOf(path), 'value'),
      data: { path: path.map(String).join('.') },
    },
  ]
}

/** Of a union's branches the one that the user meant: an object for an object, else the nearest. */
function likeliestBranch(branches: readonly Issue[][], value: unknown): Issue[] | undefined {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  const deep = branches.filter((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  )
  // Who wrote a key meant a branch that knows it.
  const strange = (issues: readonly Issue[]) =>
    issues.filter(({ code }) => code === 'unrecognized_keys').length
  if (deep.length > 0) return deep.toSorted((a, b) => strange(a) - strange(b))[0]
  if (isMap) return undefined
  const offered = branches.flat()
  const typed = branches.find((issues) => issues.every((issue) => issue.code !== 'invalid_type'))
  const notLiteral = typed?.some((issue) => issue.code !== 'invalid_value') ? typed : undefined
  return notLiteral ?? (offered.length > 0 ? [combined(offered)] : undefined)
}

/** "a whole number or unlimited" out of the issues of all branches. */
function combined(issues: readonly Issue[]): Issue {
  const wrongType = issues.some((issue) => issue.code === 'invalid_type')
  const message = [...new Set(issues.map(expectation))].join(' or ')
  return { code: 'custom', path: [], message, params: { wrongType } } as Issue
}

function unknownKey(path: Path, schema: z.core.$ZodType, locate: Locate): Diagnostic {
  const key = String(path.at(-1))
  const known = keysAt(schema, path.slice(0, -1))
  const meant = suggest(key, known)
  const place = path.slice(0, -1).map(String).join('.')
  const defaults = known.includes('defaults') ? [...path.slice(0, -1), 'defaults'] : undefined
  const isPolicy = defaults !== undefined && keysAt(schema, defaults).includes(key)
  return {
    ruleId: 'policy/unknown-key',
    severity: 'error',
    message: `${place ? `${place} has` : 'A policy document has'} no setting named ${quote(key)}.`,
    help: isPolicy
      ? `Write it under ${defaults.map(String).join('.')}.`
      : meant
        ? `Did you mean ${meant}?`
        : useOneOf(known),
    span: locate(pointerOf(path), 'key'),
    data: { path: path.map(String).join('.'), ...(meant ? { suggestion: meant } : {}) },
  }
}

function useOneOf(known: readonly string[]): string {
  const names = known.filter((name) => !name.startsWith('$'))
  return names.length === 0 ? 'Remove it.' : `Use one of ${names.join(', ')}, or remove it.`
}

function badKey(path: Path, locate: Locate): Diagnostic {
  return {
    ruleId: 'policy/invalid-value',
    severity: 'error',
    message: `${quote(String(path.at(-1)))} is no usable name.`,
    help: 'Use a name of 1 to 200 characters.',
    span: locate(pointerOf(path), 'key'),
  }
}

function ruleIdOf(issue: Issue): string {
  const wrongType = issue.code === 'custom' && issue.params?.wrongType === true
  if (issue.code === 'invalid_type' || wrongType) return 'policy/wrong-type'
  if (issue.code === 'too_small' || issue.code === 'too_big') return 'policy/out-of-range'
  return 'policy/invalid-value'
}

function wording(issue: Issue, path: Path, value: unknown, leaf: Leaf | undefined) {
  const name = path.map(String).join('.') || 'The document'
  if (value === undefined) {
    return { message: `${name} is missing.`, help: missingHelp(name) }
  }
  const shown = shorten(value)
  if (leaf?.kind === 'duration' && typeof value === 'number') {
    return {
      message: `${name} is ${shown}, a number without a unit.`,
      help: `Write ${quote(`${value}ms`)} or ${quote(`${value}s`)}, whichever is meant.`,
    }
  }
  if (leaf?.kind === 'duration') {
    return {
      message: `${name} is ${shown}, which is no duration that can stand here.`,
      help: `Write a number with a unit, e.g. "250ms", "2s" or "1m30s". ${leaf.description}`,
    }
  }
  const message = `${name} is ${shown}, but must be ${expectation(issue)}.`
  const options = issue.code === 'invalid_value' ? issue.values.map(String) : []
  const meant = typeof value === 'string' ? suggest(value, options) : undefined
  const help = meant ? `Did you mean ${meant}?` : leaf?.description
  return { message, help }
}

function missingHelp(name: string): string | undefined {
  return name === 'version' ? 'Add "version: 1" as the first line.' : undefined
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'a group of settings',
  record: 'a group of settings',
  array: 'a list',
}

/** What an issue says should have been there, to follow "must be". */
function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPE_WORDS[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_value') return listOf(issue.values.map(String))
  if (issue.code === 'too_small') {
    const edge = issue.inclusive === false ? 'more than' : 'at least'
    return `${edge} ${issue.minimum}${sizeUnit(issue.origin)}`
  }
  if (issue.code === 'too_big') {
    const edge = issue.inclusive === false ? 'less than' : 'at most'
    return `${edge} ${issue.maximum}${sizeUnit(issue.origin)}`
  }
  if (issue.code === 'invalid_union') return issue.errors.flat().map(expectation).join(' or ')
  return issue.message.replace(/^(expected|must be) /, '')
}

function sizeUnit(origin: string): string {
  if (origin === 'string') return ' characters long'
  return origin === 'array' ? ' items long' : ''
}

function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function shorten(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'a group of settings'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text
}

const quote = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text)

/** The leaf path inside a document path: what follows defaults, or an operation's name. */
function leafPathOf(path: Path): string {
  const steps = path.map(String)
  if (steps[0] === 'presets' || steps[0] === 'environments') steps.splice(0, 2)
  steps.splice(0, steps[0] === 'operations' ? 2 : 1)
  return steps.join('.')
}

function pointerOf(path: Path): string {
  return path.map((step) => pointerStep(String(step))).join('')
}

function valueAt(root: unknown, path: Path): unknown {
  let node = root
  for (const step of path) {
    if (typeof node !== 'object' || node === null) return undefined
    if (!Object.hasOwn(node, step)) return undefined
    node = (node as Record<PropertyKey, unknown>)[step]
  }
  return node
}

/** The keys that the schema knows at a path; none where names are free. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  let candidates: z.core.$ZodType[] = [schema]
  for (const step of path) candidates = candidates.flatMap(unwrap).flatMap((t) => child(t, step))
  return candidates
    .flatMap(unwrap)
    .flatMap((type) => (type instanceof z.ZodObject ? Object.keys(type.shape) : []))
}

function unwrap(type: z.core.$ZodType): z.core.$ZodType[] {
  if (type instanceof z.ZodOptional) return unwrap(type.unwrap() as z.core.$ZodType)
  if (type instanceof z.ZodUnion) {
    return type.options.flatMap((option) => unwrap(option as z.core.$ZodType))
  }
  return [type]
}

function child(type: z.core.$ZodType, step: PropertyKey): z.core.$ZodType[] {
  if (type instanceof z.ZodRecord) return [type.valueType as z.core.$ZodType]
  if (type instanceof z.ZodArray) return [type.element as z.core.$ZodType]
  if (!(type instanceof z.ZodObject)) return []
  const shape = type.shape as Record<string, z.core.$ZodType>
  const found = Object.hasOwn(shape, String(step)) ? shape[String(step)] : undefined
  return found ? [found] : []
}
