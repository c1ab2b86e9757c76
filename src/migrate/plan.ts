/**
 * From claims to the smallest document that reproduces them: the preset plus the overrides without
 * which some claim would not hold. It asks the resolver itself what a document means, and so can
 * never disagree with it.
 *
 * Scopes are planned from the widest to the narrowest: defaults, operations, then the environment
 * overlays. In each, every claim that does not hold yet becomes an override, those that act on
 * others first. A default-level claim must hold for the listed
 * operations too that say nothing of their own about it.
 */
import type { Scope } from '../formats/format.js'
import {
  KIND_BOUND,
  KIND_CHOICES,
  type LeafValue,
  policyOf,
  SWITCHES,
  sameLeaf,
  switchesOf,
} from '../policy/leaves.js'
import { type ResolvedOperation, resolveOperation } from '../policy/resolve.js'
import type { OperationSettings, PolicyDocument, StrategyName } from '../policy/schema.js'
import { type Claim, scopeKey } from './claims.js'

interface Draft {
  strategy?: StrategyName
  readonly leaves: Map<string, LeafValue>
}

/** Drafts by scope: environment '' is the base, operation '' the defaults. */
type Drafts = Map<string, { scope: Scope; draft: Draft }>

/**
 * @param alsoFor operations that the claims do not name and that the defaults shall hold for, too
 * @returns the document; claims about `preset` choose the overlay presets and nothing else.
 */
export function planDocument(
  claims: readonly Claim[],
  preset: string,
  alsoFor: readonly string[] = [],
): PolicyDocument {
  const environments = distinct(claims.map((claim) => claim.scope.environment))
  const drafts: Drafts = new Map()
  const overlayPresets = new Map(
    claims
      .filter((claim) => claim.path === 'preset' && claim.scope.environment !== undefined)
      .map((claim) => [claim.scope.environment!, String(claim.value)]),
  )
  const planner = { preset, claims, drafts, overlayPresets, alsoFor }
  planScopes(planner, undefined)
  hoist(planner)
  for (const environment of environments) {
    if (environment !== undefined) planScopes(planner, environment)
  }
  return documentOf(planner)
}

interface Planner {
  readonly preset: string
  readonly claims: readonly Claim[]
  readonly drafts: Drafts
  readonly overlayPresets: ReadonlyMap<string, string>
  readonly alsoFor: readonly string[]
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}

function planScopes(planner: Planner, environment: string | undefined): void {
  const within = planner.claims.filter((claim) => claim.scope.environment === environment)
  for (const claim of within) draftOf(planner.drafts, claim.scope)
  for (const { scope, path, value } of within) {
    if (path === 'strategy') draftOf(planner.drafts, scope).strategy = value as StrategyName
  }
  const operations = distinct(within.map((claim) => claim.scope.operation))
  if (within.length > 0) planScope(planner, { ...environmentScope(environment) })
  for (const operation of operations) {
    if (operation !== undefined) {
      planScope(planner, { ...environmentScope(environment), operation })
    }
  }
}

function environmentScope(environment: string | undefined): Scope {
  return environment === undefined ? {} : { environment }
}

function draftOf(drafts: Drafts, scope: Scope): Draft {
  const key = scopeKey(scope)
  const found = drafts.get(key)
  if (found) return found.draft
  const draft: Draft = { leaves: new Map() }
  drafts.set(key, { scope, draft })
  return draft
}

interface Expectation {
  readonly operation: string | undefined
  readonly claim: Claim
}

/**
 * Overrides in the order in which they act on each other: what is switched off, what is switched
 * on, kinds, then plain values. So each override is one that did not hold without it, and only
 * those that a later one can make needless are tried again.
 */
function planScope(planner: Planner, scope: Scope): void {
  const draft = draftOf(planner.drafts, scope)
  const expected = expectations(planner, scope)
  const wanted = expected.map(({ claim }) => claim)
  for (let round = 0; round < 4; round++) {
    let unmet = unmetOf(planner, scope, expected)
    if (unmet.length === 0) break
    const set = (claims: readonly Claim[]) => {
      for (const { path, value } of claims) draft.leaves.set(path, value)
      if (claims.length > 0) unmet = unmetOf(planner, scope, expected)
    }
    set(unmet.filter(isOff))
    const on = new Set(unmet.flatMap(({ path }) => switchesOf(path)))
    const missing = [...on].filter((name) => isMissing(planner, scope, expected, name))
    set(missing.map((path) => ({ path, value: true, scope })))
    set(unmet.filter(({ path }) => KIND_CHOICES.includes(path)))
    set(unmet)
  }
  for (const [path, value] of [...draft.leaves]) {
    if (value === true && SWITCHES.includes(path)) writeOut(draft, path, wanted)
    if (value !== null) continue
    draft.leaves.delete(path)
    if (unmetOf(planner, scope, expected).length > 0) draft.leaves.set(path, value)
  }
}

function isOff({ path, value }: Claim): boolean {
  return value === false && SWITCHES.includes(path)
}

/** Whether a policy that claims speak of is off so far. */
function isMissing(
  planner: Planner,
  scope: Scope,
  expected: readonly Expectation[],
  name: string,
): boolean {
  const one = expected.find(({ claim }) => switchesOf(claim.path).includes(name) && !isOff(claim))
  if (!one) return false
  const resolved = resolveIn(planner, scope, one.operation)
  return ![...resolved.leaves.keys()].some((path) => path.startsWith(`${name}.`))
}

/** `bulkhead: {}` says less to a reader than the first setting of it. */
function writeOut(draft: Draft, name: string, claims: readonly Claim[]): void {
  const below = (path: string) => path.startsWith(`${name}.`)
  if (![...draft.leaves.keys()].some(below)) {
    const first = claims.find(({ path, value }) => below(path) && value !== null)
    if (!first) return
    draft.leaves.set(first.path, first.value)
  }
  draft.leaves.delete(name)
}

/** What must hold once a scope is planned. */
function expectations({ claims, alsoFor }: Planner, scope: Scope): Expectation[] {
  const settings = claims.filter((claim) => claim.path !== 'strategy' && claim.path !== 'preset')
  const same = settings.filter((claim) => claim.scope.environment === scope.environment)
  const shared = same.filter((claim) => claim.scope.operation === undefined)
  const inherited = (operation: string) => {
    const own = same.filter((claim) => claim.scope.operation === operation)
    return shared.filter((claim) => inherits(claim.path, own))
  }
  if (scope.operation !== undefined) {
    const own = same.filter((claim) => claim.scope.operation === scope.operation)
    const all = scope.environment === undefined ? [...own, ...inherited(scope.operation)] : own
    return all.map((claim) => ({ operation: scope.operation, claim }))
  }
  const direct = shared.map((claim) => ({ operation: undefined, claim }))
  if (scope.environment !== undefined) return direct
  const operations = distinct([...claims.map((claim) => claim.scope.operation), ...alsoFor])
  const passedOn = operations
    .filter((operation) => operation !== undefined)
    .flatMap((operation) => inherited(operation).map((claim) => ({ operation, claim })))
  return [...direct, ...passedOn]
}

/** Whether an operation with these claims takes a default-level setting as it is. */
function inherits(path: string, own: readonly Claim[]): boolean {
  const choice = KIND_BOUND.find((bound) => bound.leaf === path)?.choice
  return own.every((claim) => {
    if (claim.path === path || claim.path === choice) return false
    return !(claim.value === false && switchesOf(path).includes(claim.path))
  })
}

/** The claims that do not hold yet. */
function unmetOf(planner: Planner, scope: Scope, expected: readonly Expectation[]): Claim[] {
  const resolved = new Map<string | undefined, ResolvedOperation>()
  const resolve = (operation: string | undefined) => {
    const found = resolved.get(operation) ?? resolveIn(planner, scope, operation)
    resolved.set(operation, found)
    return found
  }
  return expected
    .filter(({ operation, claim }) => !claimHolds(claim, resolve(operation)))
    .map(({ claim }) => claim)
}

/** An operation under what is drafted so far, in the environment of `scope`. */
function resolveIn(
  planner: Planner,
  { environment }: Scope,
  operation: string | undefined,
): ResolvedOperation {
  const scopes: Scope[] = [{}]
  if (operation !== undefined) scopes.push({ operation })
  if (environment !== undefined) scopes.push({ environment })
  if (environment !== undefined && operation !== undefined) scopes.push({ environment, operation })
  const drafts = scopes.flatMap((scope) => planner.drafts.get(scopeKey(scope)) ?? [])
  const document = documentOf(planner, drafts)
  return resolveOperation({ document, ...environmentScope(environment) }, operation)
}

/** Whether a resolved operation says what a claim says. */
export function claimHolds({ path, value }: Claim, resolved: ResolvedOperation): boolean {
  if (value === false && resolved.off.has(path)) return true
  if (value === false && path === 'retry.budget') return resolved.policy.retry?.budget == null
  const leaf = resolved.leaves.get(path)
  if (leaf) return sameLeaf(leaf.value, value)
  return value === null && switchesOf(path).length > 0
}

/**
 * Moves an override that every operation has with the same value to the defaults, where the old
 * configuration says nothing about the defaults. Kept only if the document gets smaller by it.
 */
function hoist(planner: Planner): void {
  const base = [...planner.drafts.values()].filter(
    ({ scope }) => scope.environment === undefined && scope.operation !== undefined,
  )
  if (base.length < 2) return
  const features = new Set(
    planner.claims
      .filter((c) => c.scope.environment === undefined && c.scope.operation === undefined)
      .map((claim) => claim.path.split('.')[0]),
  )
  const shared = [...base[0]!.draft.leaves].filter(
    ([path, value]) =>
      !features.has(path.split('.')[0]) &&
      base.every(({ draft }) => draft.leaves.has(path) && sameLeaf(draft.leaves.get(path), value)),
  )
  if (shared.length === 0) return
  const before = copyOf(planner.drafts)
  const size = sizeOf(planner.drafts)
  const defaults = draftOf(planner.drafts, {})
  for (const [path, value] of shared) defaults.leaves.set(path, value)
  for (const { scope, draft } of base) {
    for (const [path] of shared) draft.leaves.delete(path)
    planScope(planner, scope)
  }
  const broken = base.some(
    ({ scope }) => unmetOf(planner, scope, expectations(planner, scope)).length > 0,
  )
  const defaultsBroken = unmetOf(planner, {}, expectations(planner, {})).length > 0
  if (!broken && !defaultsBroken && sizeOf(planner.drafts) < size) return
  planner.drafts.clear()
  for (const [key, entry] of before) planner.drafts.set(key, entry)
}

function copyOf(drafts: Drafts): Drafts {
  return new Map(
    [...drafts].map(([key, { scope, draft }]) => [
      key,
      { scope, draft: { ...draft, leaves: new Map(draft.leaves) } },
    ]),
  )
}

function sizeOf(drafts: Drafts): number {
  return [...drafts.values()].reduce((sum, { draft }) => sum + draft.leaves.size, 0)
}

function documentOf(
  planner: Planner,
  drafts: Iterable<{ scope: Scope; draft: Draft }> = planner.drafts.values(),
): PolicyDocument {
  const document: PolicyDocument = { version: 1, preset: planner.preset }
  for (const { scope, draft } of drafts) {
    const settings: OperationSettings = {
      ...(draft.strategy ? { strategy: draft.strategy } : {}),
      ...policyOf(draft.leaves),
    }
    if (scope.environment === undefined) put(document, scope.operation, settings)
    else {
      const overlay = document.environments?.[scope.environment] ?? {}
      put(overlay, scope.operation, settings)
      if (Object.keys(overlay).length === 0) continue
      document.environments = { ...document.environments, [scope.environment]: overlay }
    }
  }
  for (const [environment, preset] of planner.overlayPresets) {
    document.environments ??= {}
    document.environments[environment] = { preset, ...document.environments[environment] }
  }
  return document
}

function put(
  place: Pick<PolicyDocument, 'defaults' | 'operations'>,
  operation: string | undefined,
  settings: OperationSettings,
): void {
  if (operation === undefined) {
    if (Object.keys(settings).length > 0) place.defaults = settings
    return
  }
  if (Object.keys(settings).length === 0) return
  place.operations ??= {}
  place.operations[operation] = settings
}
