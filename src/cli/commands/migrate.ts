/** `resil migrate`: flags → migrate → report, and files only with --write. */
import { type MigrateOptions, type Migration, migrate } from '../../migrate/migrate.js'
import type { ReadSource } from '../../migrate/read-source.js'
import { jsonText, visible } from '../../report/index.js'
import type { MigrationItem } from '../../report/report.js'
import { appendAudit } from '../audit-log.js'
import { undoLast } from '../journal.js'
import { type Inputs, readInputs } from '../migration/inputs.js'
import {
  checkFlags,
  decisionsOf,
  type GivenFlags,
  type MigrateFlags,
  targetName,
  targetsBeside,
  withDefaults,
} from '../migration/options.js'
import { itemOf, writeItems } from '../migration/output.js'
import { operationMapOf } from '../migration/pairs.js'
import { showMigration } from '../migration/show.js'
import { askDecisions, requireSomeone } from '../prompt.js'
import { print } from '../terminal.js'
import { EXIT, UsageError } from '../usage-error.js'

export async function migrateCommand(files: readonly string[], given: GivenFlags): Promise<number> {
  const flags = withDefaults(given)
  checkFlags(files, flags)
  if (flags.undo) return undo(flags)
  if (flags.interactive) requireSomeone('Use --decide KEY=VALUE.')
  const options = optionsOf(flags)
  const inputs = readInputs(files, flags)
  const groups = groupsOf(inputs, flags)
  const answers: Record<string, string> = {}
  let items: MigrationItem[] = []
  for (const [at, { sources, target }] of groups.entries()) {
    const decide = decisionsFor(groups, at, options)
    const named = { ...options, decide, target: yamlName(target) }
    const migration = await migrateGroup(sources, named, flags, answers)
    items.push(itemOf(migration, target, flags.to))
  }
  if (flags.write) items = writeItems(items, flags.force ?? false)
  showMigration(items, inputs, files, withAnswers(flags, answers))
  return exitCode(items, flags)
}

/** The flags that give the same result without being asked again. */
function withAnswers(flags: MigrateFlags, answers: Readonly<Record<string, string>>): MigrateFlags {
  const decide = Object.entries(answers).map(([key, value]) => `${key}=${value}`)
  return { ...flags, decide: [...flags.decide, ...decide] }
}

/** The document is checked as YAML, whatever it is written as. */
function yamlName(target: string): string {
  return /\.ya?ml$/i.test(target) ? target : targetName('yaml')
}

/**
 * The answers that one of several documents knows a question for. An answer that none knows goes to
 * the first, which says so.
 */
function decisionsFor(
  groups: readonly Group[],
  at: number,
  options: MigrateOptions,
): Readonly<Record<string, string>> {
  const { decide = {} } = options
  if (groups.length === 1 || Object.keys(decide).length === 0) return decide
  const known = groups.map(({ sources }) => {
    const { settings, decisions } = migrate(sources, { ...options, decide: {} })
    const own = settings.flatMap((setting) => setting.decision?.key ?? [])
    return new Set([...own, ...decisions.map((decision) => decision.key)])
  })
  const takes = ([key]: [string, string]) =>
    known[at]!.has(key) || (at === 0 && known.every((keys) => !keys.has(key)))
  return Object.fromEntries(Object.entries(decide).filter(takes))
}

function optionsOf(flags: MigrateFlags): MigrateOptions {
  return {
    decide: decisionsOf(flags),
    operationMap: operationMapOf(flags.operationMap),
    ...(flags.preset === undefined ? {} : { preset: flags.preset }),
  }
}

interface Group {
  readonly sources: readonly ReadSource[]
  readonly target: string
}

/** One group per document that will come out. */
function groupsOf({ sources }: Inputs, flags: MigrateFlags): Group[] {
  if (sources.length === 0) return []
  if (flags.merge || sources.length === 1) {
    return [{ sources, target: flags.output ?? targetName(flags.to) }]
  }
  const one = flags.output === undefined ? flags.stdout && '--stdout prints' : '-o names'
  if (one) throw new UsageError(`${one} one result, and there are several.`, 'Add --merge.')
  const names = sources.map(({ file }) => (file === '-' ? 'stdin' : file))
  const targets = targetsBeside(flags.to, names)
  return sources.map((source, at) => ({ sources: [source], target: targets[at]! }))
}

/** Asks what is open when it may; what was answered is added to `answers`. */
async function migrateGroup(
  sources: readonly ReadSource[],
  options: MigrateOptions,
  flags: MigrateFlags,
  answers: Record<string, string>,
): Promise<Migration> {
  const first = migrate(sources, options)
  if (!flags.interactive) return first
  const open = [
    ...first.settings.flatMap((s) => (s.decision && !s.decidedByUser ? [s.decision] : [])),
    ...first.decisions.filter((decision) => !decision.decidedByUser),
  ].filter((decision) => decision.options.length > 0)
  if (open.length === 0) return first
  const given = await askDecisions(open)
  Object.assign(answers, given)
  return migrate(sources, { ...options, decide: { ...options.decide, ...given } })
}

function exitCode(items: readonly MigrationItem[], flags: MigrateFlags): number {
  const isStatus = (status: Migration['status']) => (item: MigrationItem) =>
    item.migration.status === status
  if (items.every(isStatus('nothing'))) return EXIT.nothing
  if (items.some(isStatus('failed')) || items.some((item) => item.done === 'refused')) {
    return EXIT.findings
  }
  const findings = items.flatMap((item) => item.migration.diagnostics)
  if (findings.some((finding) => finding.severity === 'error')) return EXIT.findings
  const needed = items.some((item) => isStatus('migrated')(item) && item.done === 'nothing')
  return flags.check && needed ? EXIT.findings : EXIT.clean
}

function undo(flags: MigrateFlags): number {
  const files = undoLast(flags.force ?? false)
  const at = new Date().toISOString()
  appendAudit(
    files.map(({ path, before, after }) => ({
      at,
      action: 'undo' as const,
      file: path,
      sources: [],
      before: after,
      after: before,
    })),
  )
  if (flags.json) print(jsonText('migrate undo', { files }))
  else {
    for (const { path, before } of files) {
      print(before === null ? `removed ${visible(path)}\n` : `restored ${visible(path)}\n`)
    }
  }
  return EXIT.clean
}
