/** What `resil migrate` prints: report or policy on stdout, findings and notes on stderr. */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { type SourceText, sourceText } from '../../diagnostics/source.js'
import { FORMATS } from '../../formats/index.js'
import {
  decisionsText,
  findingsText,
  migrationJson,
  migrationText,
  shellWord,
  styleOf,
  visible,
  wrap,
} from '../../report/index.js'
import type { MigrationItem } from '../../report/report.js'
import { lookOf, print, printError } from '../terminal.js'
import type { Inputs } from './inputs.js'
import type { MigrateFlags } from './options.js'

export function showMigration(
  items: readonly MigrationItem[],
  { skipped, texts }: Inputs,
  files: readonly string[],
  flags: MigrateFlags,
): void {
  const sources = new Map([...results(items), ...texts])
  const quiet = flags.quiet ?? false
  const view = {
    items,
    skipped,
    quiet,
    sources,
    ...(quiet ? {} : { nextCommand: nextCommand(files, flags) }),
  }
  const style = styleOf(lookOf(flags, process.stdout))
  const notes = styleOf(lookOf(flags, process.stderr))
  if (flags.json) {
    print(migrationJson(view))
  } else if (items.every((item) => item.migration.status === 'nothing')) {
    const findings = items.flatMap((item) => item.migration.diagnostics)
    printError(findingsText(findings, sources, notes))
    print(migrationText({ ...view, items: [] }, style))
    printError(nothingText(examined(items, files), quiet, notes.width))
  } else if (flags.stdout) {
    for (const item of items) {
      const findings: Diagnostic[] = [...item.migration.diagnostics, ...item.writerFindings]
      printError(findingsText(findings, sources, notes))
      if (!quiet) printError(decisionsText(item.migration, notes))
      print(item.output ?? '')
      if (item.migration.status === 'policy' && !quiet) {
        printError(`${item.migration.files.map(visible).join(', ')} is a resil policy already.\n`)
      }
    }
  } else if (!(quiet && items.every((item) => item.done === 'unchanged'))) {
    print(migrationText(view, style))
  }
}

/** The new documents, so that a finding about one shows its line. */
function results(items: readonly MigrationItem[]): [string, SourceText][] {
  return items.flatMap(({ target, migration: { text } }) =>
    text === undefined ? [] : [[target, sourceText(target, text)]],
  )
}

function nextCommand(files: readonly string[], flags: MigrateFlags): string {
  return ['migrate', ...files.map(shellWord), ...repeated(flags), '--write'].join(' ')
}

/** The flags that make the written result the one that was shown. */
function repeated(flags: MigrateFlags): string[] {
  const pair = (flag: string, value: string) => `${flag} ${shellWord(value)}`
  return [
    ...(flags.cwd === undefined ? [] : [pair('--cwd', flags.cwd)]),
    ...(flags.fromEnv ? ['--from-env'] : []),
    ...(flags.stdinFilename === undefined ? [] : [pair('--stdin-filename', flags.stdinFilename)]),
    ...(flags.merge ? ['--merge'] : []),
    ...(flags.to === 'yaml' ? [] : [pair('--to', flags.to)]),
    ...(flags.preset === undefined ? [] : [pair('--preset', flags.preset)]),
    ...flags.decide.map((one) => pair('--decide', one)),
    ...flags.operationMap.map((one) => pair('--operation-map', one)),
    ...(flags.output === undefined ? [] : [pair('-o', flags.output)]),
  ]
}

/** The files that were read; where folders gave none, the folders. */
function examined(items: readonly MigrationItem[], named: readonly string[]): readonly string[] {
  return items.length > 0 ? items.flatMap((item) => item.migration.files) : named
}

function nothingText(files: readonly string[], quiet: boolean, width: number): string {
  const where = files.map(inputName).join(', ')
  const head = `${wrap(`No resilience configuration was found in ${where}.`, width)}\n`
  if (quiet) return head
  const looked = FORMATS.map(({ title, looksFor }) => {
    return `  ${wrap(`${title}: ${looksFor}`, width - 4, '    ')}\n`
  })
  return `${head}Looked for:\n${looked.join('')}`
}

/** An input that is no file, in words. */
function inputName(file: string): string {
  if (file === '-') return 'standard input'
  return file === 'environment' ? 'the environment of the process' : visible(file)
}
