/**
 * Rehearsals below each other, a row of figures each and the verdict last. Where there is no room
 * for the verdict it goes below its row; where there is none for the row, its figures become prose.
 */
import type { MetricUnit } from '../../rehearse/metrics.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { spreadOf } from '../../rehearse/spread.js'
import { figureText } from './figures.js'
import { type Cell, type GridRow, gridLines, gridWidth, widthsOf } from './grid.js'
import { columnsOf, cut, type Style, wrapList } from './look.js'
import { verdictLines, verdictWidth } from './simulation-verdict.js'

/** A column. A figure that no row has is left out. */
export interface Figure {
  /** Two lines. */
  readonly head: readonly [string, string]
  /** The same in prose: `answered in fault`. */
  readonly title: string
  /** null: there is none. */
  readonly read: (rehearsal: Rehearsal, style: Style) => Cell | null
}

/** The mean of a metric over seeds. */
export function meanOf(metric: string, unit: MetricUnit): Figure['read'] {
  return ({ runs }) => {
    const spread = spreadOf(runs.map(({ figures }) => figures[metric] ?? null))
    return spread && { text: figureText(spread.mean, unit) }
  }
}

const NAME_MOST = 24
const NAME_LEAST = 14
/** Columns below which verdicts go below the rows, unless they all fit. */
const VERDICT_LEAST = 32

export interface FigureTable {
  /** What the rows are: `policy`. */
  readonly title: string
  readonly rows: readonly Rehearsal[]
  readonly name: (rehearsal: Rehearsal) => string
  readonly figures: readonly Figure[]
}

export function figureLines({ title, rows, name, figures }: FigureTable, style: Style): string[] {
  const { paint, sign, width } = style
  const none: Cell = { text: sign.none, paint: paint.dim }
  const columns = figures
    .map((figure) => ({ figure, cells: rows.map((row) => figure.read(row, style)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null))
  const dim = (text: string): Cell => ({ text, paint: paint.dim })
  const others = gridWidth(
    columns.map(({ figure, cells }) =>
      Math.max(...[...figure.head, ...cells.map((cell) => cell?.text ?? '')].map(columnsOf)),
    ),
  )
  const most = Math.max(NAME_MOST, Math.floor(width / 3))
  const room = Math.min(most, Math.max(NAME_LEAST, width - others - 2))
  const names = rows.map((row) => cut(name(row), room, sign, 'start'))
  const grid: GridRow[] = [
    [dim(''), ...columns.map(({ figure }) => dim(figure.head[0]))],
    [dim(title), ...columns.map(({ figure }) => dim(figure.head[1]))],
    ...names.map((text, at) => [
      { text, paint: paint.bold },
      ...columns.map(({ cells }) => cells[at] ?? none),
    ]),
  ]
  const taken = gridWidth(widthsOf(grid))
  if (taken > width) {
    return rows.flatMap((row, at) => {
      const items = columns.map(({ figure, cells }) => {
        return `${figure.title} ${(cells[at] ?? none).text}`
      })
      const prose = wrapList(items, width - 2).split('\n')
      return [paint.bold(names[at]), ...prose.map((line) => `  ${line}`), ...below(row, style)]
    })
  }
  const [above = '', head = '', ...lines] = gridLines(grid)
  const left = width - taken - 2
  const widest = Math.max(...rows.map(({ runs }) => verdictWidth(runs, style)))
  if (left < Math.min(VERDICT_LEAST, widest)) {
    return [above, head, ...lines.flatMap((line, at) => [line, ...below(rows[at]!, style)])]
  }
  const body = lines.flatMap((line, at) => {
    const [verdict, ...more] = verdictLines(rows[at]!.runs, left, style)
    return [`${line}  ${verdict}`, ...more.map((one) => ' '.repeat(taken + 2) + one)]
  })
  return [above, `${head}  ${paint.dim('verdict')}`, ...body]
}

function below({ runs }: Rehearsal, style: Style): string[] {
  const [line, ...more] = verdictLines(runs, style.width - 4, style)
  const { paint, sign } = style
  return [`  ${paint.dim(sign.corner)} ${line}`, ...more.map((one) => `    ${one}`)]
}
