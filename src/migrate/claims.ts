/**
 * What the old configuration says, as one list: for each scope and setting of the policy one value,
 * and where it comes from. Decisions are applied here, operations renamed, and
 * contradictions between files or formats turned into decisions of their own.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { suggest } from '../diagnostics/suggest.js'
import {
  confidenceOf,
  type Decision,
  type FormatId,
  type Implied,
  type Imported,
  type Scope,
  type Setting,
  type Target,
} from '../formats/format.js'
import { type LeafValue, SWITCHES, sameLeaf, switchesOf } from '../policy/leaves.js'

/** A setting of the input with what became of it, after decisions. */
export interface MigratedSetting extends Setting {
  readonly format: FormatId
  /** The option in force, by the user or by suggestion; absent: the setting was left out. */
  readonly taken?: string
  readonly decidedByUser: boolean
  /** 0..1: 1 less all deductions; 0 for a setting that is left out for want of a decision. */
  readonly confidence: number
}

export interface Claim extends Target {
  /** The setting that says so; absent for an implied value. */
  readonly setting?: MigratedSetting
  readonly implied?: Implied
}

/** A question about the file as a whole, not about one of its settings. */
export interface FileDecision extends Decision {
  readonly taken?: string
  readonly decidedByUser: boolean
}

export interface Claims {
  readonly claims: readonly Claim[]
  readonly settings: readonly MigratedSetting[]
  readonly implied: readonly (Implied & { readonly format: FormatId })[]
  readonly decisions: readonly FileDecision[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface ClaimOptions {
  /** Decision key → option. */
  readonly decide: Readonly<Record<string, string>>
  /** Operation name of the file → name in the policy. */
  readonly operationMap: Readonly<Record<string, string>>
}

export function scopeKey({ environment = '', operation }: Scope): string {
  return JSON.stringify(operation === undefined ? [environment] : [environment, operation])
}

/** Folds everything that was imported into claims. */
export function gatherClaims(imports: readonly Imported[], options: ClaimOptions): Claims {
  const diagnostics = unknownOperations(imports, options.operationMap)
  const settings = imports.flatMap(({ format, settings }) =>
    settings.map((setting) => decided(setting, format, options, diagnostics)),
  )
  const stated = settings.flatMap((setting) =>
    setting.targets.map((target): Rival => ({ target, claim: { ...target, setting } })),
  )
  const decisions: FileDecision[] = []
  const overruled = new Map<Target, Verdict>()
  const claims = settle(stated, options, { decisions, diagnostics, overruled })
  const implied = imports.flatMap(({ format, implied }) =>
    implied.map((one) => ({ ...one, format, target: renamed(one.target, options) })),
  )
  claims.push(...impliedClaims(implied, claims))
  const outcome = settings.map((setting) => withoutOverruled(setting, overruled))
  return { claims, settings: outcome, implied, decisions, diagnostics }
}

/** Which place a contradiction was settled for, and under which key. */
interface Verdict {
  readonly key: string
  readonly taken: string
}

/** A setting less what another place overrules; one that is left with nothing is not in force. */
function withoutOverruled(
  setting: MigratedSetting,
  overruled: ReadonlyMap<Target, Verdict>,
): MigratedSetting {
  const verdict = setting.targets.map((target) => overruled.get(target)).find(Boolean)
  if (!verdict) return setting
  const targets = setting.targets.filter((target) => !overruled.has(target))
  if (targets.length > 0) return { ...setting, targets }
  const text = `${verdict.taken} says otherwise; ${verdict.key} decides`
  const reasons = [{ id: 'migrate/overruled', text, deduction: 0 }]
  return { ...setting, targets, fate: 'ignored', reasons, confidence: 1 }
}

/** Names of the operation map that no file mentions. */
function unknownOperations(
  imports: readonly Imported[],
  operationMap: ClaimOptions['operationMap'],
): Diagnostic[] {
  const targets = imports.flatMap(({ settings, implied }) => [
    ...settings.flatMap((setting) => setting.targets),
    ...implied.map((one) => one.target),
  ])
  const known = [...new Set(targets.flatMap((target) => target.scope.operation ?? []))]
  return Object.keys(operationMap)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = suggest(name, known)
      return {
        ruleId: 'migrate/unknown-operation',
        severity: 'warning',
        message: `There is no operation ${JSON.stringify(name)} to rename.`,
        help: meant ? `Did you mean ${meant}?` : operationsHelp(known),
        data: { name, operations: known },
      }
    })
}

function operationsHelp(known: readonly string[]): string {
  return known.length > 0 ? `Operations found: ${known.join(', ')}.` : 'None was found.'
}

function decided(
  setting: Setting,
  format: FormatId,
  options: ClaimOptions,
  diagnostics: Diagnostic[],
): MigratedSetting {
  const rename = (targets: readonly Target[]) => targets.map((target) => renamed(target, options))
  const { decision } = setting
  if (!decision) {
    const targets = rename(setting.targets)
    return { ...setting, targets, format, decidedByUser: false, confidence: confidenceOf(setting) }
  }
  const wish = own(options.decide, decision.key)
  const chosen = decision.options.find((option) => option.value === wish)
  if (wish !== undefined && !chosen) diagnostics.push(noSuchOption(decision, wish, setting))
  const taken = chosen ?? decision.options.find((option) => option.value === decision.suggested)
  return {
    ...setting,
    format,
    targets: rename(taken?.targets ?? []),
    ...(taken ? { taken: taken.value } : {}),
    decidedByUser: chosen !== undefined,
    confidence: taken ? confidenceOf(setting) : 0,
  }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function renamed(target: Target, { operationMap }: ClaimOptions): Target {
  const { operation } = target.scope
  const name = operation === undefined ? undefined : own(operationMap, operation)
  return name === undefined ? target : { ...target, scope: { ...target.scope, operation: name } }
}

/** The finding for an answer that is none of the options. */
export function noSuchOption(decision: Decision, wish: string, setting?: Setting): Diagnostic {
  const options = decision.options.map((option) => option.value)
  const meant = suggest(wish, options)
  return {
    ruleId: 'migrate/unknown-option',
    severity: 'error',
    message: `${decision.key} cannot be decided as ${JSON.stringify(wish)}.`,
    help: meant ? `Did you mean ${meant}?` : optionsHelp(options),
    ...(setting ? { span: setting.span } : {}),
    data: { key: decision.key, options },
  }
}

/** A value that is only known at run time has no options: nobody can decide it here. */
function optionsHelp(options: readonly string[]): string {
  if (options.length > 0) return `Use one of ${options.join(', ')}.`
  return 'Its value is only known at run time: write it in the new file by hand.'
}

/** A claim with the target of its setting that it was made of. */
interface Rival {
  readonly target: Target
  readonly claim: Claim
}

/** What settling finds beside the claims. */
interface Settlement {
  readonly decisions: FileDecision[]
  readonly diagnostics: Diagnostic[]
  readonly overruled: Map<Target, Verdict>
}

/** One value per scope and path; a contradiction becomes a decision, the first value suggested. */
function settle(
  stated: readonly Rival[],
  options: ClaimOptions,
  { decisions, diagnostics, overruled }: Settlement,
): Claim[] {
  const groups = new Map<string, Rival[]>()
  for (const rival of stated) {
    const id = `${scopeKey(rival.claim.scope)} ${rival.claim.path}`
    groups.set(id, [...(groups.get(id) ?? []), rival])
  }
  const settled: Claim[] = []
  for (const group of groups.values()) {
    const rivals = group.map(({ claim }) => claim)
    const first = rivals[0]!
    if (rivals.every((rival) => sameLeaf(rival.value, first.value))) {
      settled.push(first)
      continue
    }
    const decision = conflict(rivals)
    const wish = own(options.decide, decision.key)
    const index = decision.options.findIndex((option) => option.value === wish)
    if (wish !== undefined && index < 0) diagnostics.push(noSuchOption(decision, wish))
    const decidedByUser = index >= 0
    const taken = decision.options[decidedByUser ? index : 0]!
    decisions.push({ ...decision, taken: taken.value, decidedByUser })
    const winner = rivals.find((rival) => optionName(rival, rivals) === taken.value) ?? first
    settled.push(winner)
    for (const { target, claim } of group) {
      if (sameLeaf(claim.value, winner.value)) continue
      overruled.set(target, { key: decision.key, taken: taken.value })
    }
  }
  return withoutDeadLeaves(settled)
}

function conflict(rivals: readonly Claim[]): Decision {
  const { scope, path } = rivals[0]!
  const where = [scope.environment, scope.operation ?? 'defaults'].filter(Boolean).join('.')
  const options = new Map(
    rivals.map((rival) => [
      optionName(rival, rivals),
      { value: optionName(rival, rivals), label: labelOf(rival), targets: [] },
    ]),
  )
  return {
    key: `conflict.${where}.${path}`,
    question: `${path} of ${where} is stated twice with different values. Which one holds?`,
    options: [...options.values()],
    suggested: optionName(rivals[0]!, rivals),
  }
}

/** The place of a rival: file and line, and the column where its line holds another value too. */
function optionName(claim: Claim, rivals: readonly Claim[]): string {
  const line = lineOf(claim)
  const isAlone = rivals.every(
    (rival) => lineOf(rival) !== line || sameLeaf(rival.value, claim.value),
  )
  return isAlone || !claim.setting ? line : `${line}:${claim.setting.span.start.column}`
}

function lineOf({ setting }: Claim): string {
  return setting ? `${setting.span.file}:${setting.span.start.line}` : 'implied'
}

function labelOf({ setting, value }: Claim): string {
  return `${setting?.key ?? 'implied'} = ${setting?.text ?? JSON.stringify(value as LeafValue)}`
}

/** A policy that is switched off in a scope has no settings there. */
function withoutDeadLeaves(claims: readonly Claim[]): Claim[] {
  const off = new Set(
    claims
      .filter((claim) => SWITCHES.includes(claim.path) && claim.value === false)
      .map((claim) => `${scopeKey(claim.scope)} ${claim.path}`),
  )
  return claims.filter((claim) =>
    switchesOf(claim.path).every(
      (name) => name === claim.path || !off.has(`${scopeKey(claim.scope)} ${name}`),
    ),
  )
}

/** Implied values yield to stated ones, and "does no such thing" to anything said of the thing. */
function impliedClaims(implied: readonly Implied[], stated: readonly Claim[]): Claim[] {
  const said = new Set(stated.map((claim) => `${scopeKey(claim.scope)} ${claim.path}`))
  const touched = new Set(
    stated.flatMap((claim) =>
      switchesOf(claim.path).map((name) => `${scopeKey(claim.scope)} ${name}`),
    ),
  )
  const added = new Map<string, Claim>()
  const byKind = [...implied].sort(
    (a, b) => Number(a.kind === 'absent') - Number(b.kind === 'absent'),
  )
  for (const one of byKind) {
    const at = scopeKey(one.target.scope)
    const id = `${at} ${one.target.path}`
    const isSwitch = SWITCHES.includes(one.target.path)
    const offInScope = switchesOf(one.target.path).some(
      (name) => said.has(`${at} ${name}`) && name !== one.target.path,
    )
    if (said.has(id) || added.has(id) || offInScope || (isSwitch && touched.has(id))) continue
    added.set(id, { ...one.target, implied: one })
    for (const name of switchesOf(one.target.path)) touched.add(`${at} ${name}`)
  }
  return [...added.values()]
}
