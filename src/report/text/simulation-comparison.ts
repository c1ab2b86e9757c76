/**
 * One scenario under several policies, which all got the same calls: a row each, the verdict last,
 * and below what came of the expectations, policy by policy.
 */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { columnsOf, padTo, type Style, wrap, wrapList } from './look.js'
import { measuredItems, signOf } from './simulation-expectations.js'
import { loadLines, titleLines, warningLines } from './simulation-head.js'
import { type Figure, figureLines, meanOf } from './simulation-table.js'
import { visible } from './visible.js'

const ATTEMPTS = ['attempts', 'per call'] as const
const PEAK: Figure = {
  head: ['peak', 'load'],
  title: 'peak load',
  read: meanOf('upstream-peak', 'per-s'),
}

const DISTURBED: readonly Figure[] = [
  {
    head: ['answered', 'in fault'],
    title: 'answered in fault',
    read: meanOf('availability.fault', 'share'),
  },
  {
    head: ['in', 'recovery'],
    title: 'in recovery',
    read: meanOf('availability.recovery', 'share'),
  },
  { head: ['p99 in', 'fault'], title: 'p99 in fault', read: meanOf('p99.fault', 'ms') },
  { head: ATTEMPTS, title: 'attempts per call', read: meanOf('amplification.fault', 'ratio') },
  PEAK,
  { head: ['opens', 'after'], title: 'opens after', read: meanOf('time-to-open', 'ms') },
]

const UNDISTURBED: readonly Figure[] = [
  { head: ['', 'answered'], title: 'answered', read: meanOf('availability', 'share') },
  { head: ['', 'p99'], title: 'p99', read: meanOf('p99', 'ms') },
  { head: ATTEMPTS, title: 'attempts per call', read: meanOf('amplification', 'ratio') },
  PEAK,
]

/** @param rehearsals of one scenario, at least one */
export function comparisonLines(rehearsals: readonly Rehearsal[], style: Style): string[] {
  const first = rehearsals[0]!
  const table = {
    title: first.runs.length > 1 ? 'policy (means)' : 'policy',
    rows: rehearsals,
    name: nameOf,
    figures: first.first.disturbance === null ? UNDISTURBED : DISTURBED,
  }
  const same = `the same calls under ${rehearsals.length} policies`
  const expectations = expectationLines(rehearsals, style)
  return [
    ...titleLines(first, style),
    ...loadLines(first, style, rehearsals.length > 1 ? [same] : []),
    ...warningsOf(rehearsals, style),
    '',
    ...figureLines(table, style),
    ...(expectations.length === 0 ? [] : ['', ...expectations]),
  ]
}

/** Once where all have the same, else by policy. */
function warningsOf(rehearsals: readonly Rehearsal[], style: Style): string[] {
  const texts = new Set(rehearsals.map((one) => warningLines(one, style).join('\n')))
  if (texts.size === 1) return warningLines(rehearsals[0]!, style)
  return rehearsals.flatMap((one) => warningLines(one, style, nameOf(one)))
}

function nameOf({ subject: { label, operation } }: Rehearsal): string {
  return operation === null ? label : `${label} ${operation}`
}

/** By expectation, since that is what policies are compared by. */
function expectationLines(rehearsals: readonly Rehearsal[], style: Style): string[] {
  const texts = [
    ...new Set(rehearsals.flatMap(({ results }) => results.map((one) => one.expectation.text))),
  ]
  const names = rehearsals.map((one) => visible(nameOf(one)))
  const nameWidth = Math.min(26, Math.max(...names.map(columnsOf)))
  return texts.flatMap((text) => [
    wrap(text, style.width, '  '),
    ...rehearsals.flatMap(({ results }, at) => {
      const result = results.find(({ expectation }) => expectation.text === text)
      if (result === undefined) return []
      const start = `${padTo(names[at]!, nameWidth)}  `
      const room = style.width - 4 - columnsOf(start)
      const [line = '', ...more] = wrapList(measuredItems(result, style), room).split('\n')
      const indent = ' '.repeat(4 + columnsOf(start))
      return [`  ${signOf(result, style)} ${start}${line}`, ...more.map((one) => indent + one)]
    }),
  ])
}
