/**
 * The migration as one pure function: texts in, one document with its evidence out. It reads no
 * file and writes none; cli/ does both. Detect → import → match presets → plan → score → verify.
 */
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.js'
import { suggest } from '../diagnostics/suggest.js'
import { unknownPreset } from '../policy/document.js'
import { PRESETS } from '../policy/presets.js'
import { printYaml } from '../policy/print.js'
import { resolveOperation } from '../policy/resolve.js'
import { BUILT_IN_PRESETS, type PolicyDocument } from '../policy/schema.js'
import {
  type Claim,
  type ClaimOptions,
  type Claims,
  type FileDecision,
  gatherClaims,
  type MigratedSetting,
  noSuchOption,
} from './claims.js'
import { rankPresets, type Similarity } from './match.js'
import { claimHolds, planDocument } from './plan.js'
import type { FoundFormat, ReadSource } from './read-source.js'
import { type Fidelity, fidelityOf } from './score.js'
import { verify } from './verify.js'

export interface MigrateOptions extends Partial<ClaimOptions> {
  /** Forces a preset. */
  readonly preset?: string
  /** The name of the file that will be written; shown in findings about the result. */
  readonly target?: string
}

/**
 * `migrated`: there is a document. `policy`: the input is a policy already. `nothing`: no format
 * was found. `failed`: an error stands in the way of a document.
 */
export type MigrationStatus = 'migrated' | 'policy' | 'nothing' | 'failed'

export interface PresetChoice extends Similarity {
  /** By whom: the nearest one, `--preset`, or the input itself (RESILIENCE_PRESET). */
  readonly chosenBy: 'similarity' | 'flag' | 'input'
  /** All presets, the nearest first. */
  readonly ranking: readonly Similarity[]
}

export interface Migration {
  readonly status: MigrationStatus
  readonly files: readonly string[]
  readonly formats: readonly (FoundFormat & { readonly file: string })[]
  readonly settings: readonly MigratedSetting[]
  readonly implied: Claims['implied']
  readonly decisions: readonly FileDecision[]
  /** Keys of the files that are not about resilience. */
  readonly otherKeys: number
  readonly preset?: PresetChoice
  readonly fidelity?: Fidelity
  readonly document?: PolicyDocument
  /** The document as YAML, with a comment that says where it comes from. */
  readonly text?: string
  readonly diagnostics: readonly Diagnostic[]
}

/** Migrates one source, or merges several into one document. */
export function migrate(sources: readonly ReadSource[], options: MigrateOptions = {}): Migration {
  const found = sources.flatMap(({ file, formats }) => formats.map((one) => ({ ...one, file })))
  const read = sources.flatMap((source) => source.diagnostics)
  const base = {
    files: sources.map((source) => source.file),
    formats: found,
    otherKeys: sources.reduce((sum, source) => sum + source.otherKeys, 0),
  }
  const nothing = { ...base, settings: [], implied: [], decisions: [] }
  const diagnostics = sortDiagnostics(read)
  if (sources.some((source) => source.isPolicy) && found.length === 0) {
    return { ...nothing, status: 'policy', diagnostics }
  }
  if (found.length === 0) {
    return { ...nothing, status: hasErrors(read) ? 'failed' : 'nothing', diagnostics }
  }
  const gathered = gatherClaims(
    sources.flatMap((source) => source.imports),
    { decide: options.decide ?? {}, operationMap: options.operationMap ?? {} },
  )
  return build(base, gathered, read, options)
}

function build(
  base: Pick<Migration, 'files' | 'formats' | 'otherKeys'>,
  gathered: Claims,
  read: readonly Diagnostic[],
  options: MigrateOptions,
): Migration {
  const { settings, implied } = gathered
  const chosen = choosePreset(gathered.claims, options)
  const own = presetOperations(gathered.claims, chosen.choice.preset, options)
  const decisions = [...gathered.decisions, ...own.decisions]
  const wrong = [
    ...gathered.diagnostics,
    ...chosen.diagnostics,
    ...own.diagnostics,
    ...unknownDecisions(settings, decisions, options),
  ]
  const early = [...read, ...wrong]
  const evidence = {
    ...base,
    settings,
    implied,
    decisions,
    preset: chosen.choice,
    fidelity: fidelityOf(settings, implied),
  }
  if (hasErrors(wrong) || blocksAll(read, gathered)) {
    return { ...evidence, status: 'failed', diagnostics: sortDiagnostics(early) }
  }
  const document = planDocument(gathered.claims, chosen.choice.preset, own.operations)
  const text = printYaml(document, [headline(base)])
  const checked = verify(options.target ?? 'resil.yaml', text, gathered.claims)
  const diagnostics = [...sortDiagnostics(early), ...checked]
  if (hasErrors(checked)) return { ...evidence, status: 'failed', diagnostics }
  return { ...evidence, status: 'migrated', document, text, diagnostics }
}

/**
 * A text with holes may say something else than what its system read (a key written twice, a lost
 * bracket), so nothing is written from it; a reader's own error blocks only if nothing was read.
 */
function blocksAll(read: readonly Diagnostic[], { settings }: Claims): boolean {
  const errors = read.filter((finding) => finding.severity === 'error')
  if (errors.some((finding) => finding.ruleId.startsWith('syntax/'))) return true
  return errors.length > 0 && settings.every((setting) => setting.targets.length === 0)
}

function headline({ files, formats }: Pick<Migration, 'files' | 'formats'>): string {
  const titles = [...new Set(formats.map(({ title }) => title.replace(/ \(.*\)$/, '')))]
  return `Migrated by resil from ${files.join(', ')} (${titles.join(', ')}).`
}

function choosePreset(
  claims: readonly Claim[],
  options: MigrateOptions,
): { choice: PresetChoice; diagnostics: Diagnostic[] } {
  const ranking = rankPresets(claims)
  const stated = claims.find(
    (claim) => claim.path === 'preset' && claim.scope.environment === undefined,
  )
  const wish = options.preset ?? (stated === undefined ? undefined : String(stated.value))
  const nearest = ranking[0]!
  if (wish === undefined) {
    return { choice: { ...nearest, chosenBy: 'similarity', ranking }, diagnostics: [] }
  }
  const similarity = ranking.find((one) => one.preset === wish)
  if (!similarity) {
    const span = options.preset === undefined ? stated?.setting?.span : undefined
    const diagnostics = [unknownPreset(wish, BUILT_IN_PRESETS, span)]
    return { choice: { ...nearest, chosenBy: 'similarity', ranking }, diagnostics }
  }
  const chosenBy = options.preset === undefined ? 'input' : 'flag'
  if (chosenBy === 'input' && similarity.parts.length === 0) {
    const named = {
      ...similarity,
      score: 1,
      level: 'high',
      reason: 'nothing else is stated',
    } as const
    return { choice: { ...named, chosenBy, ranking }, diagnostics: [] }
  }
  return { choice: { ...similarity, chosenBy, ranking }, diagnostics: [] }
}

const PRESET_OPERATIONS = 'preset-operations'

/**
 * A preset may name operations of its own (qa, sentiment …). Where they would not do what the old
 * defaults said, that is the user's choice: keep the preset's, or hold the old defaults for all.
 */
function presetOperations(
  claims: readonly Claim[],
  preset: keyof typeof PRESETS,
  options: MigrateOptions,
): { operations: readonly string[]; decisions: FileDecision[]; diagnostics: Diagnostic[] } {
  const listed = new Set(claims.map((claim) => claim.scope.operation))
  const shared = claims.filter(
    ({ scope, path, setting }) =>
      setting &&
      scope.operation === undefined &&
      scope.environment === undefined &&
      path !== 'strategy' &&
      path !== 'preset',
  )
  const document = planDocument(claims, preset)
  const differing = Object.keys(PRESETS[preset].operations).filter((operation) => {
    if (listed.has(operation)) return false
    const resolved = resolveOperation({ document }, operation)
    return shared.some((claim) => !claimHolds(claim, resolved))
  })
  if (differing.length === 0) return { operations: [], decisions: [], diagnostics: [] }
  const wish = options.decide?.[PRESET_OPERATIONS]
  const taken = wish === 'legacy' ? 'legacy' : 'preset'
  const decision: FileDecision = {
    key: PRESET_OPERATIONS,
    question:
      `The preset ${preset} gives ${differing.join(', ')} strategies of their own; ` +
      'the old defaults held for every operation. Which shall hold for them?',
    options: [
      { value: 'preset', label: `the strategies of the preset ${preset}`, targets: [] },
      { value: 'legacy', label: 'the old defaults', targets: [] },
    ],
    suggested: 'preset',
    taken,
    decidedByUser: wish === 'legacy' || wish === 'preset',
  }
  const known = wish === undefined || decision.decidedByUser
  const diagnostics = known ? [] : [noSuchOption(decision, wish)]
  const operations = taken === 'legacy' ? differing : []
  return { operations, decisions: [decision], diagnostics }
}

function unknownDecisions(
  settings: readonly MigratedSetting[],
  decisions: readonly FileDecision[],
  { decide = {} }: MigrateOptions,
): Diagnostic[] {
  const known = [
    ...settings.flatMap((setting) => setting.decision?.key ?? []),
    ...decisions.map((decision) => decision.key),
  ]
  return Object.keys(decide)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = suggest(key, known)
      return {
        ruleId: 'migrate/unknown-decision',
        severity: 'error',
        message: `There is nothing to decide under ${JSON.stringify(key)}.`,
        help: meant
          ? `Did you mean ${meant}?`
          : known.length > 0
            ? `Open decisions: ${known.join(', ')}.`
            : 'Remove it: nothing needs a decision.',
        data: { key },
      }
    })
}
