/**
 * The process environment as a text, so that it goes the same way as a file. Only variables whose
 * names this format knows become lines: nothing else of an environment is ever shown.
 */
import { compareText } from '../../diagnostics/diagnostic.js'
import { pointerStep, sourceText } from '../../diagnostics/source.js'
import type { Entry, ParsedText } from '../../syntax/node.js'
import { operationsOf } from './groups.js'
import { recognise } from './recognise.js'

/** The name that findings about the process environment show. */
export const ENVIRONMENT_FILE = 'environment'

/**
 * One line `NAME=value` for each variable that could matter, in code-unit order. Control characters
 * of a value (line ends above all) are blanks in the text, so that a variable stays one line and
 * every offset is right; the value itself is unchanged.
 */
export function environmentText(
  variables: Readonly<Record<string, string | undefined>>,
): ParsedText {
  const set = Object.keys(variables).filter((name) => variables[name] !== undefined)
  const known = operationsOf(set)
  const names = set.filter((name) => recognise(name, known) !== undefined).sort(compareText)
  const lines = names.map((name) => `${name}=${oneLine(variables[name]!)}`)
  const source = sourceText(ENVIRONMENT_FILE, lines.map((line) => `${line}\n`).join(''))
  let start = 0
  const entries = names.map((name, i): Entry => {
    const pointer = pointerStep(name)
    const keySpan = source.span(start, start + name.length, pointer)
    const end = start + lines[i]!.length
    const span = source.span(start + name.length + 1, end, pointer)
    const text = variables[name]!
    start = end + 1
    return { key: name, keySpan, value: { kind: 'scalar', value: text, text, quoted: false, span } }
  })
  const span = source.span(0, source.text.length)
  const root = entries.length === 0 ? undefined : ({ kind: 'map', entries, span } as const)
  return { source, syntax: 'dotenv', documents: [{ index: 0, root }] }
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, ' ')
}
