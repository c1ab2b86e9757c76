/**
 * Policies that stand alone, without a document around them: what is not stated is off. Scenarios
 * hold such policies, and reports of simulations do, so that a run can be repeated from them.
 */
import { FEATURES, policyOf } from './leaves.js'
import { type ResolvedOperation, resolveOperation } from './resolve.js'
import type { Policy } from './schema.js'

const OFF = Object.fromEntries(FEATURES.map((name) => [name, false as const]))

/** A policy with nothing else: features that it does not state are off, not the preset's. */
export function resolveStandalone(policy: Policy): ResolvedOperation {
  return resolveOperation({ document: { version: 1, defaults: { ...OFF, ...policy } } }, undefined)
}

/** Every value in force, written out: `resolveStandalone` of it gives the same policy again. */
export function wholePolicy({ leaves, off }: ResolvedOperation): Policy {
  const values = new Map([...leaves].map(([path, { value }]) => [path, value]))
  for (const name of off.keys()) values.set(name, false)
  return policyOf(values)
}
