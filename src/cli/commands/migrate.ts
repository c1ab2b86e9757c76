/** `resil migrate`: flags → migrate → report, and files only with --write. */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { FORMATS } from '../../formats/index.js'
import { type MigrateOptions, type Migration, migrate } from '../../migrate/migrate.js'
import type { ReadSource } from '../../migrate/read-source.js'
import { migrationJson } from '../../report/index.js'
import type { MigrationItem } from '../../report/report.js'
import { findingsText, migrationText, shellWord, styleOf } from '../../report/index.js'
import { appendAudit } from '../audit-log.js'
import { undoLast } from '../journal.js'
import { type Inputs, readInputs } from '../migration/inputs.js'
import { checkFlags, decisionsOf, type MigrateFlags, targetName } from '../migration/options.js'
import { itemOf, writeItems } from '../migration/output.js'
import { operationMapOf } from '../migration/pairs.js'
import { askDecisions, requireSomeone } from '../prompt.js'
import { lookOf, print, printError } from '../terminal.js'
import { EXIT, UsageError } from '../usage-error.js'

export async function migrateCommand(
  files: readonly string[],
  flags: MigrateFlags,
): Promise<number> {
  if (flags.undo) return undo(flags)
  checkFlags(flags)
  if (flags.interactive) requireSomeone('Use --decide KEY=VALUE.')
  const inputs = readInputs(files, flags)
  const groups = groupsOf(inputs, flags)
  const options = optionsOf(flags)
  let items: MigrationItem[] = []
  for (const { sources, target } of groups) {
    items.push(itemOf(await migrateGroup(sources, { ...options, target }, flags), target, flags.to))
  }
  if (flags.write) items = writeItems(items, flags.force ?? false)
  report(items, inputs, files, flags)
  return exitCode(items, flags)
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
  if (flags.merge || sources.length <= 1) {
    return sources.length === 0 ? [] : [{ sources, target: flags.output ?? targetName(flags.to) }]
  }
  if (flags.output !== undefined) {
    throw new UsageError('-o names one file, and there are several inputs.', 'Add --merge.')
  }
  return sources.map((source) => ({
    sources: [source],
    target: targetName(flags.to, source.file === '-' ? 'stdin' : source.file),
  }))
}

async function migrateGroup(
  sources: readonly ReadSource[],
  options: MigrateOptions,
  flags: MigrateFlags,
): Promise<Migration> {
  const first = migrate(sources, options)
  if (!flags.interactive) return first
  const open = [
    ...first.settings.flatMap((s) => (s.decision && !s.decidedByUser ? [s.decision] : [])),
    ...first.decisions.filter((decision) => !decision.decidedByUser),
  ]
  if (open.length === 0) return first
  const answers = await askDecisions(open)
  return migrate(sources, { ...options, decide: { ...options.decide, ...answers } })
}

function report(
  items: readonly MigrationItem[],
  { skipped, texts }: Inputs,
  files: readonly string[],
  flags: MigrateFlags,
): void {
  const nextCommand = ['migrate', ...files.map(shellWord), ...repeated(flags), '--write'].join(' ')
  const sources = new Map(texts)
  const view = { items, skipped, nextCommand, sources }
  if (flags.json) {
    print(migrationJson(view))
    return
  }
  if (flags.stdout) {
    const style = styleOf(lookOf(flags, process.stderr))
    for (const item of items) {
      const findings: Diagnostic[] = [...item.migration.diagnostics, ...item.writerFindings]
      printError(findingsText(findings, sources, style))
      print(item.output ?? '')
    }
    printError(nothingText(items))
    return
  }
  if (!(flags.quiet && items.every((item) => item.done === 'unchanged'))) {
    print(migrationText(view, styleOf(lookOf(flags, process.stdout))))
  }
  printError(nothingText(items))
}

/** The flags that make the written result the one that was shown. */
function repeated(flags: MigrateFlags): string[] {
  const pair = (flag: string, value: string) => `${flag} ${shellWord(value)}`
  return [
    ...(flags.fromEnv ? ['--from-env'] : []),
    ...(flags.merge ? ['--merge'] : []),
    ...(flags.to === 'yaml' ? [] : [pair('--to', flags.to)]),
    ...(flags.preset === undefined ? [] : [pair('--preset', flags.preset)]),
    ...flags.decide.map((one) => pair('--decide', one)),
    ...flags.operationMap.map((one) => pair('--operation-map', one)),
    ...(flags.output === undefined ? [] : [pair('-o', flags.output)]),
  ]
}

function nothingText(items: readonly MigrationItem[]): string {
  if (items.some((item) => item.migration.status !== 'nothing')) return ''
  const looked = FORMATS.map((format) => `  ${format.title}: ${format.looksFor}\n`).join('')
  return `No resilience configuration was found. Looked for:\n${looked}`
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
  for (const { path, before } of files) {
    print(before === null ? `removed ${path}\n` : `restored ${path}\n`)
  }
  return EXIT.clean
}
