/**
 * What differs between two resolved policies, setting by setting, for people and for JSON. Values
 * of fallbacks are answers of the application and never shown.
 */
import type { ResolvedPolicy } from '../../policy/resolved.js'

/** null: off, or not set. */
export type Shown = string | number | boolean | null

export interface PolicyChange {
  readonly operation: string
  /** E.g. `retry.maxAttempts`. */
  readonly path: string
  readonly from: Shown
  readonly to: Shown
}

const HIDDEN = new Set(['fallback.value'])
const MAX_LENGTH = 200

export function policyChanges(
  operation: string,
  before: ResolvedPolicy,
  after: ResolvedPolicy,
): PolicyChange[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)]
  const paths = [...new Set([...old.keys(), ...fresh.keys()])]
  return paths.flatMap((path) => {
    const [from, to] = [old.get(path) ?? null, fresh.get(path) ?? null]
    if (Object.is(from, to)) return []
    const hide = HIDDEN.has(path)
    const shown = (value: Shown) => (hide && value !== null ? '(hidden)' : short(value))
    return [{ operation, path, from: shown(from), to: shown(to) }]
  })
}

/** Every setting by its path; a group that is off is not there. Lists count as one value. */
function leavesOf(policy: ResolvedPolicy): Map<string, Shown> {
  const leaves = new Map<string, Shown>()
  const walk = (value: unknown, path: string) => {
    if (value === null || value === undefined) return
    if (HIDDEN.has(path)) leaves.set(path, textOf(value))
    else if (typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, below] of Object.entries(value)) walk(below, path ? `${path}.${key}` : key)
      if (path !== '') leaves.set(path, true)
    } else leaves.set(path, leafOf(value))
  }
  walk(policy, '')
  return leaves
}

function leafOf(value: unknown): Shown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : 'unlimited'
  return typeof value === 'string' || typeof value === 'boolean' ? value : textOf(value)
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return '(unreadable)'
  }
}

function short(value: Shown): Shown {
  if (typeof value !== 'string' || value.length <= MAX_LENGTH) return value
  return `${value.slice(0, MAX_LENGTH - 1)}…`
}
