/** Expectations and what was measured: one line each, those of one rehearsal below each other. */
import type { ExpectationResult } from '../../rehearse/expectation.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { figureText, spreadText } from './figures.js'
import { columnsOf, padTo, type Style, wrap, wrapList } from './look.js'
import { visible } from './visible.js'

/** Columns below which what was measured goes to a line of its own. */
const MEASURED_LEAST = 24

export function expectationLines({ results }: Rehearsal, style: Style): string[] {
  const { width } = style
  const texts = results.map(({ expectation }) => visible(withoutSeeds(expectation)))
  const textWidth = Math.max(0, ...texts.map(columnsOf))
  const measured = results.map((result) => [...measuredItems(result, style), ...wanted(result)])
  const widest = Math.max(0, ...measured.map((items) => columnsOf(items.join(', '))))
  const room = width - textWidth - 4
  const isBeside = room >= Math.min(MEASURED_LEAST, widest)
  return results.flatMap((result, at) => {
    const sign = signOf(result, style)
    if (isBeside) {
      const [line = '', ...more] = wrapList(measured[at]!, room).split('\n')
      const indented = more.map((one) => ' '.repeat(textWidth + 4) + one)
      return [
        `${sign} ${padTo(texts[at]!, textWidth)}  ${paintMeasured(line, result, style)}`,
        ...indented,
      ]
    }
    const [line = '', ...more] = wrap(texts[at]!, width - 2, '  ').split('\n')
    const below = wrapList(measured[at]!, width - 4).split('\n')
    return [
      `${sign} ${line}`,
      ...more,
      ...below.map((one) => `    ${paintMeasured(one, result, style)}`),
    ]
  })
}

export function signOf({ passed }: ExpectationResult, { paint, sign }: Style): string {
  return passed ? paint.green(sign.exact) : paint.red(sign.unknown)
}

function paintMeasured(text: string, { passed }: ExpectationResult, { paint }: Style): string {
  return passed ? text : paint.red(text)
}

/** `99.95 %`, `6.2 s (5.0–8.1 s), met in 18 of 20 seeds`, `250 ms, limit 240 ms`. */
export function measuredItems(result: ExpectationResult, style: Style): string[] {
  const { expectation, measured, limit, met, of } = result
  const { unit } = expectation
  const isTime = expectation.name.startsWith('time-to-')
  const none = isTime ? 'never' : 'there is no such figure'
  const value =
    measured === null
      ? none
      : isTime && measured.max === 0
        ? '0 s'
        : spreadText(measured, unit, style, limit?.mean)
  const never =
    measured !== null && measured.missing > 0
      ? `${isTime ? 'never' : 'none'} in ${measured.missing}`
      : ''
  const other =
    expectation.limit.kind === 'value'
      ? ''
      : limit === null
        ? 'no limit'
        : `limit ${figureText(limit.mean, unit, measured?.mean)}`
  const seeds = of > 1 ? `met in ${met} of ${of} seeds` : ''
  return [value, never, other, seeds].filter((part) => part !== '')
}

/** The text without its last part, which `wanted` says. */
function withoutSeeds({ text, seeds }: ExpectationResult['expectation']): string {
  return 'share' in seeds && seeds.share === 1 ? text : text.replace(/ in [^<>=]+seeds$/, '')
}

function wanted({ expectation: { seeds } }: ExpectationResult): string[] {
  if ('count' in seeds) return [`wanted in ${seeds.count} of ${seeds.of} seeds`]
  return seeds.share === 1
    ? []
    : [`wanted in ${figureText(seeds.share, 'share').replace('.0 ', ' ')} of seeds`]
}
