/**
 * Every setting of the old configuration with its place, its fate and what it became, under the
 * scope of the policy that it went to; then what was in force without being written.
 */
import type { Span } from '../../diagnostics/diagnostic.js'
import type { Target } from '../../formats/format.js'
import type { MigratedSetting } from '../../migrate/claims.js'
import type { Migration } from '../../migrate/migrate.js'
import { LEAVES, leavesOf, toDocumentValue } from '../../policy/leaves.js'
import type { PolicyDocument } from '../../policy/schema.js'
import { columnsOf, cut, cutName, flowText, padTo, type Style, wrap, wrapList } from './look.js'
import { visible } from './visible.js'

export function settingsText({ settings, files }: Migration, style: Style): string {
  if (settings.length === 0) return ''
  const place = placesIn(files)
  const shown = settings.filter((setting) => setting.fate !== 'ignored')
  const columns = columnsFor(shown, place, style)
  const explained = new Map<string, string>()
  const parts = [...groupsOf(shown)].map(([scope, group]) => {
    const rows = group.flatMap((setting) => [
      rowText(setting, place(setting.span), columns, style),
      ...reasonLines(setting, place(setting.span), explained, columns, style),
    ])
    return `${heading(scope, style)}${rows.join('\n')}\n`
  })
  return `${parts.join('')}${ignoredText(settings, place, style)}`
}

function heading(text: string, { paint, width, sign }: Style): string {
  return `  ${paint.bold(cut(text, width - 2, sign, 'start'))}\n`
}

type PlaceOf = (span: Span) => string

/** `line:column`, with the letter of the file in front where there are several. */
function placesIn(files: readonly string[]): PlaceOf {
  const letters = fileLetters(files)
  return ({ file, start }) => {
    const place = `${start.line}:${start.column}`
    return files.length > 1 ? `${letters.get(file) ?? visible(file)} ${place}` : place
  }
}

/** a, b, … z, a2, b2, … for the files of a merge. */
export function fileLetters(files: readonly string[]): Map<string, string> {
  return new Map(
    files.map((file, at) => {
      const round = Math.floor(at / 26) + 1
      return [file, `${String.fromCharCode(97 + (at % 26))}${round > 1 ? round : ''}`]
    }),
  )
}

/** What settings without a value in the policy are, by their fate. */
const LOST = {
  decision: 'left out until you decide',
  approximate: 'left out',
  exact: 'in effect without a line of its own',
  unknown: 'unknown keys',
} as const

/** Settings by the scopes of what they became; those that became nothing last. */
function groupsOf(settings: readonly MigratedSetting[]): Map<string, MigratedSetting[]> {
  const groups = new Map<string, MigratedSetting[]>()
  const lost = new Map<string, MigratedSetting[]>()
  for (const setting of settings) {
    const { targets, fate, decidedByUser } = setting
    const [place, name] =
      targets.length > 0
        ? [groups, [...new Set(targets.map(scopeText))].join(', ')]
        : [lost, decidedByUser ? LOST.approximate : LOST[fate as keyof typeof LOST]]
    place.set(name, [...(place.get(name) ?? []), setting])
  }
  for (const title of Object.values(LOST)) {
    const group = lost.get(title)
    if (group) groups.set(title, group)
  }
  return groups
}

interface Columns {
  readonly place: number
  readonly source: number
  readonly became: number
  /** What a setting became stands below it, not beside it. */
  readonly below: boolean
}

/** Columns beside the place below which two columns are too narrow to read. */
const BESIDE_LEAST = 54

function columnsFor(
  settings: readonly MigratedSetting[],
  place: PlaceOf,
  { width }: Style,
): Columns {
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(columnsOf))
  const placeWidth = widest(settings.map(({ span }) => place(span)))
  const room = width - placeWidth - 6
  const sources = widest(settings.map((setting) => visible(sourceText(setting))))
  const texts = widest(settings.map((setting) => becameText(setting, Number.POSITIVE_INFINITY)))
  if (room < BESIDE_LEAST) {
    return { place: placeWidth, source: room, became: room - 2, below: true }
  }
  const half = Math.floor(room * 0.54)
  const became = Math.min(texts, Math.max(half, room - sources - 2))
  const source = Math.min(sources, room - became - 2)
  return { place: placeWidth, source, became, below: false }
}

function sourceText({ key, text }: MigratedSetting): string {
  return `${key} = ${text}`
}

function rowText(setting: MigratedSetting, place: string, columns: Columns, style: Style): string {
  const { paint, sign } = style
  const text = cut(setting.text, Math.floor(columns.source / 2), sign, 'start')
  const keyWidth = columns.source - columnsOf(text) - 3
  const source = `${cutName(setting.key, keyWidth, sign)} = ${text}`
  const became = cut(becameText(setting, columns.became), columns.became, sign, 'start')
  const head = `  ${markOf(setting, style)} ${paint.dim(padTo(place, columns.place))}  `
  if (became === '') return `${head}${source}`.trimEnd()
  if (!columns.below) return `${head}${padTo(source, columns.source)}  ${paint.cyan(became)}`
  const indent = ' '.repeat(columns.place + 6)
  const room = columns.source - columnsOf(sign.arrow) - 1
  const whole = wrap(becameText(setting, Number.POSITIVE_INFINITY), room, `${indent}  `)
  return `${head}${source}\n${indent}${paint.cyan(`${sign.arrow} ${whole}`)}`
}

/** Each reason in words once; where it comes again, the place of the first time. */
function reasonLines(
  setting: MigratedSetting,
  place: string,
  explained: Map<string, string>,
  columns: Columns,
  style: Style,
): string[] {
  const indent = ' '.repeat(columns.place + 6)
  return setting.reasons.flatMap((reason) => {
    const before = explained.get(reason.text)
    explained.set(reason.text, before ?? place)
    if (before !== undefined && reason.deduction === 0) return []
    const cost = reason.deduction > 0 ? ` (-${reason.deduction.toFixed(2)})` : ''
    const why = before === undefined ? phrase(reason.text) : `same as at ${before}`
    const text = `${why}${cost}`
    const body = wrap(text, style.width - indent.length - 2, `${indent}  `)
    return [style.paint.dim(`${indent}${style.sign.corner} ${body}`)]
  })
}

/** Ignored keys by reason: why once, then each key with its place. */
function ignoredText(settings: readonly MigratedSetting[], place: PlaceOf, style: Style): string {
  const ignored = settings.filter((setting) => setting.fate === 'ignored')
  if (ignored.length === 0) return ''
  const { paint, sign, width } = style
  const reasons = new Map<string, string[]>()
  for (const setting of ignored) {
    const [reason] = setting.reasons
    const cost = reason && reason.deduction > 0 ? ` (-${reason.deduction.toFixed(2)} each)` : ''
    const why = `${phrase(reason?.text ?? 'no part of a policy')}${cost}`
    const key = setting.key.split('.').at(-1) ?? setting.key
    reasons.set(why, [...(reasons.get(why) ?? []), `${place(setting.span)} ${key}`])
  }
  const lines = [...reasons].map(
    ([why, keys]) =>
      `  ${paint.dim(sign.ignored)} ${wrap(why, width - 4, '    ')}\n` +
      `    ${paint.dim(wrapList(keys, width - 4, '    '))}\n`,
  )
  return `${heading('ignored on purpose', style)}${lines.join('')}`
}

/**
 * What the old system did without being told, as far as the new file has to say it: with this, each
 * line of that file has its reason. Whose default each one is, the JSON report says.
 */
export function impliedText({ implied, document }: Migration, style: Style): string {
  if (!document) return ''
  const scopes = new Map<string, string[]>()
  for (const { target } of implied) {
    if (!isStated(document, target)) continue
    const scope = scopeText(target)
    scopes.set(scope, [...(scopes.get(scope) ?? []), valueText(target)])
  }
  const groups = new Map<string, { names: string[]; values: string[] }>()
  for (const [scope, all] of scopes) {
    const values = [...new Set(all)]
    const id = values.join(', ')
    groups.set(id, { names: [...(groups.get(id)?.names ?? []), scope], values })
  }
  if (groups.size === 0) return ''
  const { paint, sign, width } = style
  const lines = [...groups.values()].map(({ names, values: [first, ...rest] }) => {
    const items = [`${names.join(', ')}: ${first}`, ...rest]
    return `  ${sign.ignored} ${wrapList(items, width - 4, '    ')}\n`
  })
  return `${heading('defaults of the old system', style)}${paint.dim(lines.join(''))}`
}

/** Whether the document says a value itself, in the scope or (moved there) in its defaults. */
function isStated(document: PolicyDocument, { scope, path }: Target): boolean {
  const { environment, operation } = scope
  const place = environment === undefined ? document : document.environments?.[environment]
  const own = operation === undefined ? undefined : place?.operations?.[operation]
  return [own, place?.defaults].some((settings) => {
    if (settings === undefined) return false
    const { strategy: _, ...policy } = settings
    return leavesOf(policy).has(path)
  })
}

/** A reason as a phrase: it stands in a list, where a full stop is out of place. */
export function phrase(text: string): string {
  return text.replace(/\.$/, '')
}

function markOf({ fate, decidedByUser }: MigratedSetting, { paint, sign }: Style): string {
  if (decidedByUser) return paint.magenta(sign.exact)
  const color = {
    exact: paint.green,
    approximate: paint.yellow,
    decision: paint.magenta,
    ignored: paint.dim,
    unknown: paint.red,
  }
  return color[fate](sign[fate])
}

/** Leaves that choose a kind; what the kind is given says more. */
const CHOICE = /\.(kind|mode|series|algorithm)$/

/** What a setting became; all of it if that fits, else the telling part and how many more. */
function becameText({ targets }: MigratedSetting, columns: number): string {
  const ordered = [...targets].sort(
    (a, b) => Number(CHOICE.test(a.path)) - Number(CHOICE.test(b.path)),
  )
  const texts = [...new Set(ordered.map(valueText))]
  const all = texts.join(', ')
  if (texts.length <= 1 || columnsOf(all) <= columns) return all
  const [first] = texts
  const others = texts.length - 1
  const named = `${first}, +${others} more`
  return columnsOf(named) <= columns ? named : `${first} +${others}`
}

function scopeText({ scope }: Target): string {
  const operation = scope.operation ?? 'defaults'
  return visible(scope.environment ? `${scope.environment}/${operation}` : operation)
}

function valueText({ path, value }: Target): string {
  const leaf = LEAVES.get(path)
  const written = leaf ? toDocumentValue(leaf, value) : value
  if (written === false) return `${path}: off`
  return visible(`${path}: ${flowText(written)}`)
}
