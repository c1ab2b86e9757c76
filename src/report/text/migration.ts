/**
 * The migration report on one screen: where the settings come from, how near a preset is, how much
 * of the old meaning survives, every setting with its line and its fate, what the new file holds,
 * and what to type next. The list of settings is in migration-settings.ts, the questions are in
 * migration-decisions.ts.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { MigratedSetting } from '../../migrate/claims.js'
import type { Migration } from '../../migrate/migrate.js'
import type { MigrationItem, MigrationView } from '../report.js'
import { diffLines } from './diff.js'
import { findingsText, placeText } from './findings.js'
import { columnsOf, cut, padTo, type Style, wrap } from './look.js'
import { decisionsText, shellWord } from './migration-decisions.js'
import { fileLetters, impliedText, phrase, settingsText } from './migration-settings.js'
import { visible } from './visible.js'

/** Lines of the new file that the report shows. */
const MOST_DIFF_LINES = 60
/** Reasons behind the fidelity that the report shows, the dearest first. */
const MOST_COSTS = 3

export function migrationText(view: MigrationView, style: Style): string {
  const parts = [
    ...view.items.map((item) => itemText(item, view, style)),
    skippedText(view, style),
    view.items.length > 1 ? nextOfAll(view, style) : '',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function itemText(item: MigrationItem, view: MigrationView, style: Style): string {
  const { migration } = item
  const findings = [...migration.diagnostics, ...item.writerFindings]
  const sections = [
    headText(item, style),
    summaryText(migration, style),
    settingsText(migration, style),
    impliedText(migration, style),
    decisionsText(migration, style),
    findingsText(findings, view.sources, style),
    fileText(item, style),
    nextText(item, view, findings, style),
  ]
  return sections.filter((section) => section !== '').join('\n')
}

function headText({ migration, target, done }: MigrationItem, style: Style): string {
  const { paint, sign } = style
  const { files, formats } = migration
  const from = files.length === 1 ? visible(files[0]!) : `${files.length} files`
  const title = migration.document ? `${from} ${sign.arrow} ${visible(target)}` : from
  const state = {
    nothing: migration.document ? 'dry run, nothing written' : '',
    written: 'written',
    unchanged: 'unchanged: the file holds this already',
    refused: 'not written: the file exists',
  }[done]
  const gap = style.width - columnsOf(title) - columnsOf(state)
  const head =
    gap >= 2
      ? `${paint.bold(title)}${' '.repeat(gap)}${paint.dim(state)}`
      : `${paint.bold(title)}\n${paint.dim(state)}`
  const found = (file: string | undefined, indent: string) =>
    formats
      .filter((format) => file === undefined || format.file === file)
      .map(({ title, reason, span }) => {
        const text = `${title}: ${reason} (line ${span.start.line})`
        return `${indent}${wrap(text, style.width - indent.length - 2, `${indent}  `)}`
      })
  const letters = fileLetters(files)
  const lines =
    files.length === 1
      ? found(undefined, '  ')
      : files.flatMap((file) => [
          `  ${paint.bold(padTo(letters.get(file)!, 2))} ${visible(file)}`,
          ...found(file, '     '),
        ])
  return `${[head.trimEnd(), ...lines].join('\n')}\n`
}

interface SummaryRow {
  readonly name: string
  readonly value: string
  readonly grade: 'high' | 'medium' | 'low' | ''
  readonly why: string
  readonly costs: readonly (readonly [amount: string, reason: string])[]
}

function summaryText(migration: Migration, style: Style): string {
  const { preset, fidelity } = migration
  if (!preset || !fidelity) return ''
  const why = {
    similarity: preset.reason,
    flag: `chosen by --preset; ${preset.reason}`,
    input: `named by the input; ${preset.reason}`,
  }[preset.chosenBy]
  const compared = preset.parts.length > 0
  const rows: SummaryRow[] = [
    {
      name: 'preset',
      value: compared ? `${preset.preset} ${score(preset.score)}` : preset.preset,
      grade: compared ? preset.level : '',
      why,
      costs: [],
    },
    {
      name: 'fidelity',
      value: score(fidelity.score),
      grade: fidelity.level,
      why: `${fidelity.reason}${fidelity.costs.length > 0 ? ':' : ''}`,
      costs: costsOf(migration),
    },
  ]
  const counts = countsText(migration, style)
  return `${rows.map((row) => rowText(row, rows, style)).join('')}\n${counts}`
}

/** Two decimals, rounded down: a score below a level's bound must not look like the bound. */
function score(value: number): string {
  return (Math.floor(value * 100 + 1e-9) / 100).toFixed(2)
}

/** What takes most off the fidelity, as amount and reason. */
function costsOf({ fidelity }: Migration): (readonly [string, string])[] {
  const costs = fidelity?.costs ?? []
  const rows = costs.slice(0, MOST_COSTS).map(({ id, cost, text, count }) => {
    const others = id === ASSUMED ? ` (${count})` : count > 1 ? ` (and ${count - 1} like it)` : ''
    return [costText(cost), `${phrase(text)}${others}`] as const
  })
  const rest = costs.slice(MOST_COSTS)
  if (rest.length === 0) return rows
  const cost = rest.reduce((sum, one) => sum + one.cost, 0)
  return [...rows, [costText(cost), `${rest.length} more, each at its setting below`]]
}

/** The cost that belongs to no setting (migrate/score.ts). */
const ASSUMED = 'migrate/assumed-defaults'

function rowText(row: SummaryRow, rows: readonly SummaryRow[], { paint, width }: Style): string {
  const level = { high: paint.green, medium: paint.yellow, low: paint.red, '': paint.dim }
  const padded = (part: 'name' | 'value' | 'grade') =>
    padTo(row[part], Math.max(...rows.map((one) => columnsOf(one[part]))))
  const head = columnsOf(`  ${padded('name')}  ${padded('value')}  ${padded('grade')}  `)
  const beside = width - head >= 30
  const indent = ' '.repeat(beside ? head : 4)
  const room = width - indent.length
  const lines = [
    wrap(row.why, room, indent),
    ...row.costs.map(([cost, why]) => {
      const hang = columnsOf(cost) + 1
      return `${cost} ${wrap(why, room - hang, indent + ' '.repeat(hang))}`
    }),
  ]
  const title =
    `  ${paint.dim(padded('name'))}  ${paint.bold(padded('value'))}  ` +
    level[row.grade](beside ? padded('grade') : row.grade)
  return `${title}${beside ? '  ' : `\n${indent}`}${lines.join(`\n${indent}`)}\n`
}

function countsText({ settings, decisions, otherKeys }: Migration, style: Style): string {
  const { paint, sign } = style
  const parts: (readonly [string, (text: string) => string])[] = []
  const add = (mark: string, count: number, name: string, tint: (text: string) => string) =>
    parts.push([`${mark} ${count} ${name}`, count > 0 ? tint : paint.dim])
  const count = (fate: MigratedSetting['fate']) => settings.filter((s) => s.fate === fate).length
  add(sign.exact, count('exact'), 'exact', paint.green)
  add(sign.approximate, count('approximate'), 'approximate', paint.yellow)
  const isDecided = (one: { readonly decidedByUser: boolean }) => one.decidedByUser
  const decided = settings.filter(isDecided).length + decisions.filter(isDecided).length
  const open = count('decision') + decisions.length - decided
  add(sign.decision, open, 'to decide', paint.magenta)
  if (decided > 0) add(sign.exact, decided, 'decided', paint.magenta)
  add(sign.ignored, count('ignored'), 'ignored', paint.dim)
  if (count('unknown') > 0) add(sign.unknown, count('unknown'), 'unknown', paint.red)
  if (otherKeys > 0) parts.push([`(${otherKeys} other ${plural('key', otherKeys)})`, paint.dim])
  const lines: string[] = []
  let used = style.width
  for (const [text, tint] of parts) {
    const next = used + 3 + columnsOf(text)
    if (next <= style.width) lines.push(`${lines.pop()}   ${tint(text)}`)
    else lines.push(`  ${tint(text)}`)
    used = next <= style.width ? next : 2 + columnsOf(text)
  }
  return `${lines.join('\n')}\n`
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`
}

function fileText({ output, existing, done }: MigrationItem, style: Style): string {
  if (output === undefined || done === 'unchanged') return ''
  const { paint } = style
  const lines = diffLines(existing ?? '', output)
  const shown = lines.slice(0, MOST_DIFF_LINES).map((line) => {
    const text = cut(line.text, style.width - 6, style.sign, 'start')
    if (line.kind === 'added') return paint.green(`    + ${text}`.trimEnd())
    if (line.kind === 'removed') return paint.red(`    - ${text}`.trimEnd())
    const mark = line.kind === 'gap' ? style.sign.ellipsis : ''
    return paint.dim(`    ${padTo(mark, 2)}${text}`.trimEnd())
  })
  if (lines.length > MOST_DIFF_LINES) {
    const more = lines.length - MOST_DIFF_LINES
    const text = `${more} more ${plural('line', more)}; --stdout shows all`
    shown.push(paint.dim(`    ${style.sign.ellipsis} ${text}`))
  }
  return `${shown.join('\n')}\n`
}

const POLICY_ALREADY = 'This is a resil policy already; nothing to migrate.'

/** What to type next, for a run of one document; several have one line together. */
function nextText(
  { migration, target, done }: MigrationItem,
  view: MigrationView,
  findings: readonly Diagnostic[],
  style: Style,
): string {
  const { paint } = style
  const errors = findings.filter((finding) => finding.severity === 'error').length
  switch (migration.status) {
    case 'policy':
      return `  ${wrap(POLICY_ALREADY, style.width - 2, '  ')}\n`
    case 'nothing':
      return `  ${paint.dim('It holds no resilience configuration.')}\n`
    case 'failed':
      return `  ${paint.red(`Not migrated: ${errors} ${plural('error', errors)} above.`)}\n`
    case 'migrated':
      if (view.items.length > 1 || view.nextCommand === undefined) return ''
      return commands(done, view.nextCommand, shellWord(target), visible(target), style)
  }
}

function nextOfAll(view: MigrationView, style: Style): string {
  const items = view.items.filter((item) => item.output !== undefined)
  const open = items.filter((item) => item.done !== 'unchanged')
  if (open.length === 0 || view.nextCommand === undefined) return ''
  const refused = open.some((item) => item.done === 'refused')
  const done = refused ? 'refused' : open[0]!.done
  const files = open.length === 1 ? visible(open[0]!.target) : `${open.length} files`
  return commands(done, view.nextCommand, shellWord(open[0]!.target), files, style)
}

function commands(
  done: MigrationItem['done'],
  command: string,
  first: string,
  files: string,
  style: Style,
): string {
  const { paint, width } = style
  const line = (name: string, text: string, what: string) => {
    const head = `  ${padTo(name, 4)}  ${text}`
    const gap = columnsOf(`${head}  ${what}`) <= width ? '  ' : `\n${' '.repeat(8)}`
    return `  ${paint.dim(padTo(name, 4))}  ${paint.bold(text)}${gap}${paint.dim(what)}\n`
  }
  switch (done) {
    case 'nothing':
      return line('next', `resil ${command}`, `writes ${files}`)
    case 'refused':
      return line('next', `resil ${command} --force`, `replaces ${files}`)
    case 'written':
      return (
        line('next', `resil explain --file ${first}`, 'what it means, in numbers') +
        line('undo', 'resil migrate --undo', 'puts back what was there before')
      )
    case 'unchanged':
      return ''
  }
}

/** Files of folders that became nothing: counted when they hold nothing, named when unreadable. */
function skippedText({ skipped, quiet }: MigrationView, style: Style): string {
  const { paint, width } = style
  const broken = skipped.filter((file) => file.diagnostics.length > 0)
  const empty = skipped.length - broken.length
  const lines = broken.map(({ file, diagnostics: [first] }) => {
    const place = first?.span ? placeText(first.span) : visible(file)
    return `    ${wrap(`${place}  ${first?.message ?? ''}`, width - 6, '      ')}\n`
  })
  if (lines.length > 0) {
    const files = lines.length === 1 ? '1 file was' : `${lines.length} files were`
    lines.unshift(`  ${paint.yellow(`${files} skipped for syntax errors:`)}\n`)
  }
  if (empty === 0 || quiet) return lines.join('')
  const files = empty === 1 ? '1 file holds' : `${empty} files hold`
  const text = wrap(`${files} no resilience configuration.`, width - 2, '  ')
  return `${lines.join('')}  ${paint.dim(text)}\n`
}

/** What is taken off, never shown as nothing. */
function costText(cost: number): string {
  return cost < 0.005 ? '<0.01' : `-${cost.toFixed(2)}`
}
