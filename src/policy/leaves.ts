/**
 * The leaves of a policy by path (`retry.backoff.initial`), read from the schema: kind, value where
 * nothing is stated, description. Layers, importers and `explain` speak of settings by these paths.
 *
 * In a flat map of leaves a duration is a number of milliseconds, `null` stands for `none`, and a
 * whole policy that is switched off stands as `false` under its own path (`retry`: false), one that
 * is switched on and states nothing (`bulkhead: {}`) as `true`.
 */
import * as z from 'zod'
import { formatDuration, parseDuration } from './duration.js'
import { type FieldFacts, fieldFacts } from './schema/field.js'
import { type Policy, policy } from './schema.js'

export type LeafValue = unknown

export interface Leaf extends FieldFacts {
  readonly path: string
  /** The schema of the leaf as documents write it. */
  readonly type: z.core.$ZodType
  /** Whether documents may write `none`, which leaf maps hold as `null`. */
  readonly takesNone: boolean
}

export const FEATURES = [
  'timeout',
  'retry',
  'circuitBreaker',
  'bulkhead',
  'rateLimit',
  'hedge',
  'fallback',
] as const
export type Feature = (typeof FEATURES)[number]

/** Groups that can be switched off with `false`: the features, and the retry budget. */
export const SWITCHES: readonly string[] = [...FEATURES, 'retry.budget']

function* walk(type: z.core.$ZodType, path: string): Generator<Leaf> {
  const facts = fieldFacts.get(type)
  if (facts) yield { ...facts, path, type, takesNone: takesNone(type) }
  else if (type instanceof z.ZodOptional) yield* walk(type.unwrap() as z.core.$ZodType, path)
  else if (type instanceof z.ZodUnion) {
    for (const option of type.options) yield* walk(option as z.core.$ZodType, path)
  } else if (type instanceof z.ZodObject) {
    for (const [key, child] of Object.entries(type.shape)) {
      yield* walk(child as z.core.$ZodType, path ? `${path}.${key}` : key)
    }
  }
}

function takesNone(type: z.core.$ZodType): boolean {
  if (!(type instanceof z.ZodUnion)) return false
  return type.options.some((o) => o instanceof z.ZodLiteral && o.values.has('none'))
}

/** All leaves in the order of the schema. */
export const LEAVES: ReadonlyMap<string, Leaf> = new Map(
  [...walk(policy, '')].map((leaf) => [leaf.path, leaf]),
)

const SWITCHES_OF: ReadonlyMap<string, readonly string[]> = new Map(
  [...SWITCHES, ...LEAVES.keys()].map((path) => [
    path,
    SWITCHES.filter((name) => path === name || path.startsWith(`${name}.`)),
  ]),
)

/** The switches that a path hangs on: the feature, and `retry.budget` for its leaves. */
export function switchesOf(path: string): readonly string[] {
  return SWITCHES_OF.get(path) ?? []
}

/**
 * Leaves that only mean something under one kind. When a layer chooses another kind than the layers
 * below, what those said about the old kind is void. The last column: kinds under which it holds.
 */
export const KIND_BOUND: readonly {
  readonly choice: string
  readonly leaf: string
  readonly under: readonly string[]
}[] = [
  bound('retry.backoff.kind', 'multiplier', 'exponential'),
  bound('retry.backoff.kind', 'series', 'exponential'),
  bound('retry.backoff.kind', 'min', 'linear', 'exponential', 'fibonacci'),
  bound('retry.backoff.kind', 'max', 'linear', 'exponential', 'fibonacci'),
  bound('retry.jitter.kind', 'max', 'additive', 'symmetric'),
  bound('retry.jitter.kind', 'factor', 'factor'),
  bound('retry.budget.kind', 'ratio', 'ratio'),
  bound('retry.budget.kind', 'minConcurrent', 'ratio'),
  bound('retry.budget.kind', 'maxTokens', 'token-bucket'),
  bound('retry.budget.kind', 'tokenRatio', 'token-bucket'),
  bound('retry.budget.kind', 'depositOn', 'token-bucket'),
  bound('retry.budget.kind', 'maxConcurrent', 'concurrent'),
  bound('circuitBreaker.mode', 'threshold', 'consecutive', 'count-window', 'time-window'),
  bound('circuitBreaker.mode', 'failureRate', 'count-window', 'time-window'),
  bound('circuitBreaker.mode', 'slowCallRate', 'count-window', 'time-window'),
  bound('circuitBreaker.mode', 'slowCallDuration', 'count-window', 'time-window'),
  bound('circuitBreaker.mode', 'minimumThroughput', 'count-window', 'time-window'),
  bound('circuitBreaker.mode', 'window.calls', 'count-window'),
  bound('circuitBreaker.mode', 'window.duration', 'consecutive', 'time-window'),
  bound('circuitBreaker.mode', 'window.kind', 'consecutive', 'time-window'),
  bound('circuitBreaker.openGrowth.kind', 'multiplier', 'exponential'),
  bound('circuitBreaker.openGrowth.kind', 'max', 'linear', 'exponential'),
  bound('circuitBreaker.openJitter.kind', 'factor', 'factor'),
  bound('circuitBreaker.openJitter.kind', 'max', 'additive'),
]

function bound(choice: string, leaf: string, ...under: string[]) {
  return { choice, leaf: `${choice.slice(0, choice.lastIndexOf('.'))}.${leaf}`, under }
}

/** The settings that choose a kind. */
export const KIND_CHOICES: readonly string[] = [...new Set(KIND_BOUND.map((b) => b.choice))]

const BOUND_OF = new Map(KIND_BOUND.map((one) => [one.leaf, one]))

/** Whether a leaf means anything under the kinds that `stated` gives. */
export function meansAnything(
  path: string,
  stated: (path: string) => LeafValue | undefined,
): boolean {
  const found = BOUND_OF.get(path)
  if (!found) return true
  const kind = stated(found.choice) ?? LEAVES.get(found.choice)?.fallback
  return found.under.includes(kind as string)
}

/** The value of a leaf that no layer states; it depends on the breaker's mode in three places. */
export function defaultOf(leaf: Leaf, stated: (path: string) => LeafValue | undefined): LeafValue {
  const consecutive = (stated('circuitBreaker.mode') ?? 'consecutive') === 'consecutive'
  if (leaf.path === 'circuitBreaker.threshold') return consecutive ? 5 : null
  if (leaf.path === 'circuitBreaker.window.duration') return consecutive ? null : leaf.fallback
  if (leaf.path === 'circuitBreaker.failureRate') {
    const otherReason =
      stated('circuitBreaker.threshold') != null || stated('circuitBreaker.slowCallRate') != null
    return otherReason ? null : 0.5
  }
  return leaf.fallback
}

/** A document's value as a leaf holds it: milliseconds for durations, `null` for `none`. */
export function toLeafValue(leaf: Leaf, written: unknown): LeafValue {
  if (written === 'none' && leaf.takesNone) return null
  if (leaf.kind === 'duration' && typeof written === 'string') return parseDuration(written)
  return written
}

/** The way back: what a document writes for a leaf's value. */
export function toDocumentValue(leaf: Leaf, value: LeafValue): unknown {
  if (value === null && leaf.takesNone) return 'none'
  if (leaf.kind === 'duration' && typeof value === 'number') return formatDuration(value)
  return value
}

const KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  [...SWITCHES, ...LEAVES.keys()].map((path) => [path, path.split('.')]),
)

function valueAt(root: unknown, keys: readonly string[]): unknown {
  let node = root
  for (const key of keys) {
    if (!isObject(node) || !Object.hasOwn(node, key)) return undefined
    node = node[key]
  }
  return node
}

/** The leaves that a policy object states, in the order of the schema. */
export function leavesOf(stated: Policy): Map<string, LeafValue> {
  const found = new Map<string, LeafValue>()
  const at = (path: string) =>
    path
      .split('.')
      .reduce<unknown>(
        (node, key) => (isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined),
        stated,
      )
  for (const name of SWITCHES) if (at(name) === false) found.set(name, false)
  for (const leaf of LEAVES.values()) {
    const written = valueAt(stated, KEYS.get(leaf.path)!)
    if (written !== undefined) found.set(leaf.path, toLeafValue(leaf, written))
  }
  // The inner switch first: `retry: { budget: {} }` states nothing about the retry but its budget.
  for (const name of SWITCHES.toReversed()) {
    // `retry: { backoff: {} }` switches on as `retry: {}` does.
    const isBare = ![...found.keys()].some((path) => path.startsWith(`${name}.`))
    if (isObject(at(name)) && isBare) found.set(name, true)
  }
  return found
}

/** A policy object that states the given leaves and nothing else. */
export function policyOf(leaves: ReadonlyMap<string, LeafValue>): Policy {
  const root: Record<string, unknown> = {}
  for (const path of [...SWITCHES, ...LEAVES.keys()]) {
    if (!leaves.has(path)) continue
    const leaf = LEAVES.get(path)
    const value = leaves.get(path)
    const written = leaf ? toDocumentValue(leaf, value) : value === true ? {} : value
    put(root, KEYS.get(path)!, written)
  }
  return root as Policy
}

function put(root: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let node = root
  for (const key of keys.slice(0, -1)) {
    const child = isObject(node[key]) ? node[key] : {}
    node[key] = child
    node = child
  }
  node[keys.at(-1)!] = value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Equality of leaf values; lists and matchers by content, whatever the order of their keys. */
export function sameLeaf(a: LeafValue, b: LeafValue): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameLeaf(item, b[i]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameLeaf(a[key], b[key]))
  )
}
