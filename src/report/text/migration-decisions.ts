/** The open questions of a migration, each with the flag that answers it. */
import type { FileDecision } from '../../migrate/claims.js'
import type { Migration } from '../../migrate/migrate.js'
import { placeText } from './findings.js'
import { columnsOf, padTo, type Style, wrap } from './look.js'
import { visible } from './visible.js'

export function decisionsText({ settings, decisions }: Migration, style: Style): string {
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

const INDENT = ' '.repeat(6)

function decisionText(decision: FileDecision, place: string, style: Style): string {
  const { paint, sign, width } = style
  const flags = decision.options.map(({ value }) => {
    return `--decide ${shellWord(`${decision.key}=${value}`)}`
  })
  const labels = decision.options.map(({ value, label }) => {
    return `${visible(label)}${value === decision.taken ? ' (taken until you decide)' : ''}`
  })
  const flagWidth = Math.max(...flags.map(columnsOf))
  const beside = labels.every((label) => 8 + flagWidth + columnsOf(label) <= width)
  const options = flags.map((flag, at) => {
    const label = labels[at]!
    if (beside) return `${INDENT}${paint.cyan(padTo(flag, flagWidth))}  ${label}`
    return `${INDENT}${paint.cyan(flag)}\n${INDENT}  ${wrap(label, width - 8, `${INDENT}  `)}`
  })
  const key = visible(decision.key)
  const gap = columnsOf(`  ? ${key}  ${place}`) <= width ? '  ' : '\n    '
  const mark = paint.magenta(sign.decision)
  const head = `  ${mark} ${paint.bold(key)}${place && gap}${paint.dim(place)}`
  const question = `${INDENT}${wrap(decision.question, width - 6, INDENT)}`
  const unknowable = `${INDENT}${wrap(RUN_TIME_ONLY, width - 6, INDENT)}`
  return `${[head, question, ...(options.length > 0 ? options : [unknowable])].join('\n')}\n`
}

const RUN_TIME_ONLY =
  'Its value is only known at run time: write it in the new file by hand, or give the ' +
  'placeholder a default.'

/** Quotes a word for a shell where it needs it. */
export function shellWord(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word
  if (visible(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`
  return `$'${[...word].map(escaped).join('')}'`
}

/** One character inside of `$'…'`, where those that a terminal would obey have names. */
function escaped(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`
  if (visible(character) === character) return character
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`
}
