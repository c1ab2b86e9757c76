/** What can be rehearsed, each with a text on what to watch. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { columnsOf, padTo, type Style, wrap } from './look.js'
import { visible } from './visible.js'

/** Something that is shown by several runs at once. */
export interface Demonstration {
  readonly name: string
  readonly title: string
  readonly text: string
}

export function scenarioListText(
  scenarios: readonly Rehearsal['scenario'][],
  demonstrations: readonly Demonstration[],
  style: Style,
): string {
  const rows = scenarios.map(({ name, title, watch = '' }) => ({ name, title, text: watch }))
  const parts = [
    listed('scenarios', rows, style),
    ...(demonstrations.length === 0 ? [] : [listed('demonstrations', demonstrations, style)]),
  ]
  return parts.join('\n')
}

/** Columns below which a title goes below its name. */
const TITLE_LEAST = 30

function listed(head: string, rows: readonly Demonstration[], style: Style): string {
  const { paint, width } = style
  const names = rows.map(({ name }) => visible(name))
  const nameWidth = Math.max(0, ...names.map(columnsOf)) + 2
  const isBeside = width - nameWidth - 2 >= TITLE_LEAST
  const dim = (line: string) => `    ${paint.dim(line)}`
  const lines = rows.flatMap(({ title, text }, at) => {
    const start = paint.bold(isBeside ? padTo(names[at]!, nameWidth) : names[at]!)
    const room = isBeside ? width - nameWidth - 2 : width - 4
    const titles = wrap(title, room).split('\n')
    const indent = ' '.repeat(isBeside ? nameWidth + 2 : 4)
    const first = isBeside ? [`  ${start}${titles.shift()}`] : [`  ${start}`]
    const watch =
      text === ''
        ? []
        : wrap(text, width - 4)
            .split('\n')
            .map(dim)
    return [...first, ...titles.map((line) => indent + line), ...watch]
  })
  return `${paint.dim(head)}\n${lines.map((line) => `${line}\n`).join('')}`
}
