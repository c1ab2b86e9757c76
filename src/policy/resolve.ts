/**
 * From documents, variables and flags to the policy of one operation, with each value's origin.
 *
 * Layers, lowest first: built-in preset · own presets, base first · strategy · defaults ·
 * environment overlay's defaults · operation · environment overlay's operation · variables · flags
 * (which only choose the preset). A strategy that a preset names stands directly below that
 * preset's own settings (above a built-in preset's numbers). A later layer wins leaf by leaf;
 * `false` clears a policy; a new kind (backoff, jitter, breaker mode …) clears what lower layers
 * said about the old.
 *
 * Takes validated documents only (document.ts); an unknown preset here is a bug of the caller.
 */

import {
  type ChosenStrategy,
  type Layer,
  layersFor,
  type Origin,
  type ResolveInput,
} from './layers.js'
import {
  defaultOf,
  FEATURES,
  KIND_BOUND,
  KIND_CHOICES,
  LEAVES,
  type LeafValue,
  meansAnything,
  SWITCHES,
  switchesOf,
} from './leaves.js'
import { type ResolvedPolicy, toResolvedPolicy } from './resolved.js'
import type { StrategyName } from './schema.js'

export {
  type LayerKind,
  type Origin,
  operationNames,
  type ResolveInput,
  type VariableLayer,
} from './layers.js'

export interface ResolvedLeaf {
  readonly value: LeafValue
  readonly origin: Origin
}

export interface ResolvedOperation {
  /** undefined: any operation that the document does not name. */
  readonly operation: string | undefined
  readonly preset: { readonly name: string; readonly origin: Origin }
  readonly strategy: { readonly name: StrategyName; readonly origin: Origin } | undefined
  /** Every leaf in force, in the order of the schema; those of policies that are off are absent. */
  readonly leaves: ReadonlyMap<string, ResolvedLeaf>
  /** Policies that are off, with the layer that switched them off; `default` when none spoke. */
  readonly off: ReadonlyMap<string, Origin>
  readonly policy: ResolvedPolicy
}

/** The policy of `operation`; of an unlisted operation when it is undefined. */
export function resolveOperation(
  input: ResolveInput,
  operation: string | undefined,
): ResolvedOperation {
  const { preset, strategy, layers } = layersFor(input, operation)
  const values = new Map<string, ResolvedLeaf>()
  for (const layer of layers) applyLayer(values, layer)
  return finish(values, operation, preset, strategy)
}

function applyLayer(values: Map<string, ResolvedLeaf>, layer: Layer): void {
  for (const [path, value] of layer.leaves) {
    if (value === false && SWITCHES.includes(path)) clear(values, path)
  }
  for (const choice of KIND_CHOICES) {
    if (layer.leaves.has(choice)) forgetOtherKind(values, choice, layer.leaves.get(choice))
  }
  for (const [path, value] of layer.leaves) {
    for (const name of switchesOf(path)) {
      if (values.get(name)?.value === false) values.delete(name)
    }
    const span = layer.spanOf?.(path)
    values.set(path, { value, origin: span ? { ...layer.origin, span } : layer.origin })
  }
}

function clear(values: Map<string, ResolvedLeaf>, name: string): void {
  for (const path of values.keys()) {
    if (path === name || path.startsWith(`${name}.`)) values.delete(path)
  }
}

function forgetOtherKind(values: Map<string, ResolvedLeaf>, choice: string, kind: LeafValue): void {
  const before = values.get(choice)?.value ?? LEAVES.get(choice)?.fallback
  if (before === kind) return
  for (const bound of KIND_BOUND) if (bound.choice === choice) values.delete(bound.leaf)
}

function finish(
  values: Map<string, ResolvedLeaf>,
  operation: string | undefined,
  preset: ResolvedOperation['preset'],
  strategy: ChosenStrategy | undefined,
): ResolvedOperation {
  const stated = (path: string) => values.get(path)?.value
  const enabled = (name: string) =>
    stated(name) !== false &&
    [...values.keys()].some((path) => path === name || path.startsWith(`${name}.`))
  const on = new Map(SWITCHES.map((name) => [name, enabled(name)]))
  const leaves = new Map<string, ResolvedLeaf>()
  for (const leaf of LEAVES.values()) {
    if (switchesOf(leaf.path).some((name) => !on.get(name)) || !meansAnything(leaf.path, stated))
      continue
    const found = values.get(leaf.path)
    const value = found ? found.value : defaultOf(leaf, stated)
    if (value === undefined) continue
    leaves.set(leaf.path, found ?? { value, origin: { layer: 'default', name: 'default' } })
  }
  const off = new Map<string, Origin>()
  for (const name of FEATURES) {
    if (!on.get(name)) {
      off.set(name, values.get(name)?.origin ?? { layer: 'default', name: 'default' })
    }
  }
  const plain = new Map([...leaves].map(([path, leaf]) => [path, leaf.value]))
  const policy = toResolvedPolicy(plain, (name) => on.get(name) ?? true)
  const named = strategy && { name: strategy.name, origin: strategy.origin }
  return { operation, preset, strategy: named, leaves, off, policy }
}
