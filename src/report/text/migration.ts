/**
 * The migration report on one screen: where the settings come from, how near a preset is, how much
 * of the old meaning survives, every setting with its line and its fate, what the new file holds,
 * and what to type next.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Target } from '../../formats/format.js'
import type { FileDecision, MigratedSetting } from '../../migrate/claims.js'
import type { Migration } from '../../migrate/migrate.js'
import { KIND_CHOICES, LEAVES, toDocumentValue } from '../../policy/leaves.js'
import type { MigrationItem, MigrationView } from '../report.js'
import { diffLines } from './diff.js'
import { findingsText, placeText } from './findings.js'
import { columnsOf, cut, padTo, type Style, visible, wrap } from './look.js'

/** Lines of the new file that the report shows. */
const MOST_DIFF_LINES = 60

export function migrationText(view: MigrationView, style: Style): string {
  const parts = view.items.map((item) => itemText(item, view, style))
  if (view.skipped.length > 0) {
    const files = view.skipped.length === 1 ? '1 file holds' : `${view.skipped.length} files hold`
    parts.push(`${style.paint.dim(`${files} no resilience configuration.`)}\n`)
  }
  return parts.join('\n')
}

function itemText(item: MigrationItem, view: MigrationView, style: Style): string {
  const { migration } = item
  const findings = [...migration.diagnostics, ...item.writerFindings]
  const sections = [
    headText(item, style),
    summaryText(migration, style),
    settingsText(migration, style),
    decisionsText(migration, style),
    findingsText(findings, view.sources, style),
    fileText(item, style),
    nextText(item, view, findings, style),
  ]
  return sections.filter((section) => section !== '').join('\n')
}

function headText({ migration, target, done }: MigrationItem, style: Style): string {
  const { paint, sign } = style
  const from = migration.files.map(visible).join(', ')
  const title = migration.document ? `${from} ${sign.arrow} ${visible(target)}` : from
  const state = {
    nothing: migration.document ? 'dry run, nothing written' : '',
    written: 'written',
    unchanged: 'unchanged: the file holds this already',
    refused: 'not written',
  }[done]
  const gap = style.width - columnsOf(title) - columnsOf(state)
  const head =
    gap >= 2
      ? `${paint.bold(title)}${' '.repeat(gap)}${paint.dim(state)}`
      : `${paint.bold(title)}\n${paint.dim(state)}`
  const formats = migration.formats.map(({ title, reason, span, file }) => {
    const place =
      migration.files.length > 1 ? `${visible(file)}:${span.start.line}` : `line ${span.start.line}`
    return `  ${wrap(`${title}: ${reason} (${place})`, style.width - 2, '    ')}`
  })
  return `${[head.trimEnd(), ...formats].join('\n')}\n`
}

function summaryText({ preset, fidelity, settings, otherKeys }: Migration, style: Style): string {
  if (!preset || !fidelity) return ''
  const { paint } = style
  const level = { high: paint.green, medium: paint.yellow, low: paint.red }
  const row = (name: string, value: string, grade: 'high' | 'medium' | 'low', why: string) => {
    const head = `  ${padTo(name, 11)} ${padTo(value, 17)} ${padTo(grade, 7)}`
    const room = style.width - columnsOf(head)
    const colored = `  ${paint.dim(padTo(name, 11))} ${paint.bold(padTo(value, 17))} ${level[grade](padTo(grade, 7))}`
    return `${colored}${wrap(why, room, ' '.repeat(columnsOf(head)))}`
  }
  const why = {
    similarity: preset.reason,
    flag: `chosen by --preset; ${preset.reason}`,
    input: `named by the input; ${preset.reason}`,
  }[preset.chosenBy]
  const rows = [
    row('preset', `${preset.preset} ${preset.score.toFixed(2)}`, preset.level, why),
    row('fidelity', fidelity.score.toFixed(2), fidelity.level, fidelity.reason),
  ]
  return `${rows.join('\n')}\n\n  ${countsText(settings, otherKeys, style)}\n`
}

function countsText(settings: readonly MigratedSetting[], otherKeys: number, style: Style): string {
  const { paint, sign } = style
  const count = (fate: MigratedSetting['fate']) => settings.filter((s) => s.fate === fate).length
  const parts = [
    paint.green(`${sign.exact} ${count('exact')} exact`),
    paint.yellow(`${sign.approximate} ${count('approximate')} approximate`),
    paint.magenta(`${sign.decision} ${count('decision')} to decide`),
    paint.dim(`${sign.ignored} ${count('ignored')} ignored`),
    count('unknown') > 0 ? paint.red(`${sign.unknown} ${count('unknown')} unknown`) : '',
    otherKeys > 0 ? paint.dim(`(${otherKeys} other keys)`) : '',
  ]
  return parts.filter((part) => part !== '').join('   ')
}

function settingsText({ settings, files }: Migration, style: Style): string {
  if (settings.length === 0) return ''
  const places = new Map(settings.map((setting) => [setting, shortPlace(setting, files)]))
  const placeWidth = Math.max(...[...places.values()].map(columnsOf))
  const explained = new Map<string, string>()
  const heading = (text: string) =>
    `  ${style.paint.bold(cut(text, style.width - 2, style.sign, 'start'))}\n`
  const shown = settings.filter((setting) => setting.fate !== 'ignored')
  const parts = [...groupsOf(shown)].map(([scope, group]) => {
    const rows = group.flatMap((setting) => [
      rowText(setting, places.get(setting)!, placeWidth, style),
      ...reasonLines(setting, places.get(setting)!, explained, placeWidth, style),
    ])
    return `${heading(scope)}${rows.join('\n')}\n`
  })
  const ignored = settings.filter((setting) => setting.fate === 'ignored')
  if (ignored.length > 0)
    parts.push(heading('ignored on purpose'), ignoredText(ignored, places, style))
  return parts.join('')
}

/** Settings by the scopes of what they became; those that became nothing last. */
function groupsOf(settings: readonly MigratedSetting[]): Map<string, MigratedSetting[]> {
  const groups = new Map<string, MigratedSetting[]>()
  const lost: MigratedSetting[] = []
  for (const setting of settings) {
    if (setting.targets.length === 0) {
      lost.push(setting)
      continue
    }
    const scope = [...new Set(setting.targets.map(scopeText))].join(', ')
    groups.set(scope, [...(groups.get(scope) ?? []), setting])
  }
  if (lost.length > 0) groups.set('without a value in the policy', lost)
  return groups
}

/** Ignored keys by reason: why once, then each key with its place. */
function ignoredText(
  settings: readonly MigratedSetting[],
  places: ReadonlyMap<MigratedSetting, string>,
  style: Style,
): string {
  const reasons = new Map<string, string[]>()
  for (const setting of settings) {
    const [reason] = setting.reasons
    const cost = reason && reason.deduction > 0 ? ` (-${reason.deduction.toFixed(2)} each)` : ''
    const why = `${reason?.text ?? 'no part of a policy'}${cost}`
    const key = visible(setting.key.split('.').at(-1) ?? setting.key)
    reasons.set(why, [...(reasons.get(why) ?? []), `${places.get(setting)} ${key}`])
  }
  const lines = [...reasons].map(
    ([why, keys]) =>
      `  ${style.paint.dim(style.sign.ignored)} ${wrap(why, style.width - 4, '    ')}\n` +
      `    ${style.paint.dim(wrap(keys.join(', '), style.width - 4, '    '))}\n`,
  )
  return lines.join('')
}

/** Widest column for what a setting became; `circuitBreaker.minimumThroughput: 100` fits. */
const BECAME_WIDTH = 44

function rowText(
  setting: MigratedSetting,
  place: string,
  placeWidth: number,
  style: Style,
): string {
  const room = style.width - placeWidth - 6
  const becameWidth = Math.min(BECAME_WIDTH, Math.floor(room * 0.54))
  const sourceWidth = room - becameWidth - 2
  const became = cut(becameText(setting, becameWidth), becameWidth, style.sign, 'start')
  const source = cut(`${setting.key} = ${setting.text}`, sourceWidth, style.sign, 'end')
  const color = setting.targets.length === 0 ? style.paint.dim : style.paint.cyan
  return (
    `  ${markOf(setting, style)} ${style.paint.dim(padTo(place, placeWidth))}  ` +
    `${padTo(source, sourceWidth)}  ${color(became)}`
  ).trimEnd()
}

/** Each reason in words once; where it comes again, the place of the first time. */
function reasonLines(
  setting: MigratedSetting,
  place: string,
  explained: Map<string, string>,
  placeWidth: number,
  style: Style,
): string[] {
  const indent = ' '.repeat(placeWidth + 6)
  return setting.reasons.flatMap((reason) => {
    const before = explained.get(reason.text)
    explained.set(reason.text, before ?? place)
    if (before !== undefined && reason.deduction === 0) return []
    const cost = reason.deduction > 0 ? ` (-${reason.deduction.toFixed(2)})` : ''
    const text = `${before === undefined ? reason.text : `as at ${before}`}${cost}`
    const body = wrap(text, style.width - placeWidth - 8, `${indent}  `)
    return [style.paint.dim(`${indent}${style.sign.corner} ${body}`)]
  })
}

function shortPlace({ span }: MigratedSetting, files: readonly string[]): string {
  const place = `${span.start.line}:${span.start.column}`
  return files.length > 1 ? `${visible(span.file)}:${place}` : place
}

function markOf({ fate }: MigratedSetting, { paint, sign }: Style): string {
  const color = {
    exact: paint.green,
    approximate: paint.yellow,
    decision: paint.magenta,
    ignored: paint.dim,
    unknown: paint.red,
  }
  return color[fate](sign[fate])
}

/** What a setting became; all of it if that fits, else the first part and how many more. */
function becameText({ targets, decision, fate }: MigratedSetting, columns: number): string {
  if (targets.length === 0) {
    if (decision) return 'left out until you decide'
    return { exact: 'in effect', unknown: 'unknown', approximate: 'no counterpart' }[
      fate as 'exact'
    ]
  }
  const byWeight = [...targets].sort((a, b) => Number(isChoice(a)) - Number(isChoice(b)))
  const texts = [...new Set(byWeight.map(valueText))]
  const all = texts.join(', ')
  if (texts.length === 1 || columnsOf(all) <= columns) return all
  return `${texts[0]} (+${texts.length - 1})`
}

/** A kind or mode that goes without saying beside the number that it belongs to. */
function isChoice({ path }: Target): boolean {
  return KIND_CHOICES.includes(path) || path === 'circuitBreaker.halfOpen.decision'
}

function scopeText({ scope }: Target): string {
  const operation = scope.operation ?? 'defaults'
  return visible(scope.environment ? `${scope.environment}/${operation}` : operation)
}

function valueText({ path, value }: Target): string {
  const leaf = LEAVES.get(path)
  const written = leaf ? toDocumentValue(leaf, value) : value
  if (written === false) return `${path}: off`
  return `${path}: ${typeof written === 'string' ? written : JSON.stringify(written)}`
}

function decisionsText({ settings, decisions }: Migration, style: Style): string {
  const asked = settings
    .filter((setting) => setting.decision && !setting.decidedByUser)
    .map(({ decision, span, taken, decidedByUser }): FileDecision & { place: string } => ({
      ...decision!,
      ...(taken === undefined ? {} : { taken }),
      decidedByUser,
      place: placeText(span),
    }))
  const open = [
    ...asked,
    ...decisions.filter((d) => !d.decidedByUser).map((d) => ({ ...d, place: '' })),
  ]
  return open.map((decision) => decisionText(decision, decision.place, style)).join('')
}

function decisionText(decision: FileDecision, place: string, style: Style): string {
  const { paint, sign } = style
  const options = decision.options.map((option) => {
    const taken = option.value === decision.taken ? paint.dim(' (taken until you decide)') : ''
    const flag = `--decide ${shellWord(`${decision.key}=${option.value}`)}`
    return `      ${paint.cyan(flag)}  ${visible(option.label)}${taken}`
  })
  const head = `  ${paint.magenta(sign.decision)} ${paint.bold(visible(decision.key))}  ${paint.dim(place)}`
  const question = `      ${wrap(decision.question, style.width - 6, '      ')}`
  return `${[head.trimEnd(), question, ...options].join('\n')}\n`
}

/** Quotes a word for a shell where it needs it. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function fileText({ output, existing, done }: MigrationItem, style: Style): string {
  if (output === undefined || done === 'unchanged') return ''
  const { paint } = style
  const lines = diffLines(existing ?? '', output)
  const shown = lines.slice(0, MOST_DIFF_LINES).map((line) => {
    const text = cut(line.text, style.width - 6, style.sign, 'start')
    if (line.kind === 'added') return paint.green(`    + ${text}`.trimEnd())
    if (line.kind === 'removed') return paint.red(`    - ${text}`.trimEnd())
    return paint.dim(line.kind === 'gap' ? `    ${style.sign.ellipsis}` : `      ${text}`.trimEnd())
  })
  if (lines.length > MOST_DIFF_LINES) {
    const more = lines.length - MOST_DIFF_LINES
    shown.push(paint.dim(`    ${style.sign.ellipsis} ${more} more lines; --stdout shows them all`))
  }
  return `${shown.join('\n')}\n`
}

function nextText(
  { migration, target, done }: MigrationItem,
  view: MigrationView,
  findings: readonly Diagnostic[],
  style: Style,
): string {
  const { paint } = style
  const errors = findings.filter((finding) => finding.severity === 'error').length
  const line = (name: string, command: string, what: string) =>
    `  ${paint.dim(padTo(name, 6))} ${paint.bold(command)}${what ? `  ${paint.dim(what)}` : ''}\n`
  switch (migration.status) {
    case 'policy':
      return '  This is a resil policy already; there is nothing to migrate.\n'
    case 'nothing':
      return ''
    case 'failed':
      return `  ${paint.red(`Not migrated: ${errors === 1 ? '1 error' : `${errors} errors`} above.`)}\n`
    case 'migrated':
      if (done === 'written') {
        return (
          line('next', `resil explain --file ${shellWord(target)}`, 'what it means, in numbers') +
          line('undo', 'resil migrate --undo', '')
        )
      }
      if (done === 'refused') {
        return line('next', `resil ${view.nextCommand} --force`, `replaces ${visible(target)}`)
      }
      if (done === 'unchanged') return ''
      return line('next', `resil ${view.nextCommand}`, `writes ${visible(target)}`)
  }
}
