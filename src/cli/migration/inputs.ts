/** From the arguments of `resil migrate` to the sources that are migrated. */
import { resolve } from 'node:path'
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import { environmentText } from '../../formats/env/index.js'
import { type ReadSource, readParsed, readSource } from '../../migrate/read-source.js'
import type { SkippedFile } from '../../report/report.js'
import { configFilesIn, readSourceFile, readStdin, statOf } from '../io.js'
import { printError, progressLine, typesByHand } from '../terminal.js'
import { UsageError } from '../usage-error.js'
import type { MigrateFlags } from './options.js'

export interface Inputs {
  /** Sources to migrate: those named, and those of folders that hold a format. */
  readonly sources: readonly ReadSource[]
  /** Files of folders that hold none, or that cannot be read. */
  readonly skipped: readonly SkippedFile[]
  readonly texts: ReadonlyMap<string, SourceText>
}

export function readInputs(files: readonly string[], flags: MigrateFlags): Inputs {
  if (files.length === 0 && !flags.fromEnv) {
    throw new UsageError(
      'Nothing to migrate was named.',
      'Name a file or a directory, - for standard input, or --from-env.',
    )
  }
  const sources: ReadSource[] = []
  const skipped: SkippedFile[] = []
  const texts = new Map<string, SourceText>()
  const take = (read: Checked<SourceText>, name: string) => {
    if (!read.value) return unreadable(name, read.diagnostics)
    texts.set(name, read.value)
    return readSource(read.value)
  }
  const progress = progressLine(flags.quiet ?? false)
  const seen = new Set<string>()
  const isNew = (path: string) => seen.size < seen.add(path === '-' ? path : resolve(path)).size
  for (const file of files.filter(isNew)) {
    if (file === '-') {
      const name = flags.stdinFilename ?? '-'
      if (typesByHand() && !flags.quiet) printError('Reading standard input; Ctrl-D ends it.\n')
      sources.push(take(readStdin(name), name))
    } else if (statOf(file).isDirectory()) {
      const found = configFilesIn(file).filter(isNew)
      found.forEach((path, at) => {
        progress.show(`reading ${at + 1} of ${found.length}: ${path}`)
        const source = take(readSourceFile(path), path)
        if (source.formats.length > 0) sources.push(source)
        else skipped.push({ file: path, diagnostics: source.diagnostics.filter(isError) })
      })
    } else sources.push(take(readSourceFile(file), file))
  }
  progress.clear()
  if (flags.fromEnv) {
    const parsed = environmentText(process.env)
    texts.set('environment', parsed.source)
    const source = readParsed('environment', { value: parsed, diagnostics: [] })
    sources.push({ ...source, diagnostics: source.diagnostics.filter(isNotEmpty) })
  }
  return { sources, skipped, texts }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

/** An environment has no text that could be empty. */
function isNotEmpty({ ruleId }: Diagnostic): boolean {
  return ruleId !== 'migrate/empty'
}

function unreadable(file: string, diagnostics: readonly Diagnostic[]): ReadSource {
  return { file, formats: [], imports: [], otherKeys: 0, isPolicy: false, diagnostics }
}
