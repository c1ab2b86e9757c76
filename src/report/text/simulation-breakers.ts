/** What the breakers of the first seed did: each change where there are few, else how often. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { clockText, figureText, grouped } from './figures.js'
import { columnsOf, padTo, type Style, wrap, wrapList } from './look.js'
import { visible } from './visible.js'

type Transition = Rehearsal['first']['transitions'][number]

/** Fewer changes than this have a line each. */
const MOST_LINES = 6
/** Kinds of change that are counted apart. */
const MOST_KINDS = 5

const TRIGGERS: Readonly<Record<Transition['trigger'], string>> = {
  'threshold-reached': 'threshold reached',
  'open-time-over': 'open time over',
  'trials-passed': 'trials passed',
  'trial-failed': 'trial failed',
  'no-verdict-retry': 'no verdict, fresh trials',
  'no-verdict-open': 'no verdict, open again',
  'no-verdict-close': 'no verdict, closed',
  'isolated-by-hand': 'isolated by hand',
  'released-by-hand': 'released by hand',
  'closed-by-hand': 'closed by hand',
}

export function breakerLines({ first, subject }: Rehearsal, style: Style): string[] {
  const { transitions } = first
  const { paint } = style
  if (transitions.length === 0) {
    const why = subject.policy.circuitBreaker === null ? 'none in this policy' : 'none opened'
    return [paint.dim(`breakers: ${why}`)]
  }
  const head = dimLines(`breakers: ${changesText(first)}`, style)
  if (transitions.length < MOST_LINES) {
    return [...head, ...transitions.flatMap((one) => eachLine(one, style))]
  }
  return [...head, ...countLines(transitions, style)]
}

/** `1232 changes, 12.3 per client, the first at 60.44 s (client-17)`. */
function changesText({ transitions, clients }: Rehearsal['first']): string {
  const count = transitions.length
  if (count < MOST_LINES) return count === 1 ? '1 change' : `${count} changes`
  const { atMs, service } = transitions[0]!
  const each = clients === 1 ? '' : `, ${figureText(count / clients, 'count')} per client`
  return `${grouped(String(count))} changes${each}, the first at ${clockText(atMs)} (${service})`
}

function dimLines(text: string, { paint, width }: Style): string[] {
  return wrapList(text.split(', '), width, '  ')
    .split('\n')
    .map((line) => paint.dim(line))
}

/** `60.44 s  client-17 closed → open: threshold reached`. */
function eachLine(one: Transition, { width, sign }: Style): string[] {
  const { atMs, service, from, to, trigger } = one
  const who = visible(service)
  const text = `${who} ${from} ${sign.arrow} ${to}: ${TRIGGERS[trigger]}`
  const at = clockText(atMs)
  const indent = ' '.repeat(columnsOf(at) + 4)
  return `  ${at}  ${wrap(text, width - indent.length, indent)}`.split('\n')
}

interface Kind {
  readonly text: string
  count: number
  readonly firstMs: number
  lastMs: number
}

/** Each kind of change with its number and when, in the order of its first time. */
function countLines(transitions: readonly Transition[], { width, sign }: Style): string[] {
  const kinds = new Map<string, Kind>()
  for (const { from, to, trigger, atMs } of transitions) {
    const text = `${from} ${sign.arrow} ${to}: ${TRIGGERS[trigger]}`
    const kind = kinds.get(text)
    if (kind === undefined) kinds.set(text, { text, count: 1, firstMs: atMs, lastMs: atMs })
    else {
      kind.count++
      kind.lastMs = atMs
    }
  }
  const all = [...kinds.values()]
  const shown = all.slice(0, all.length > MOST_KINDS ? MOST_KINDS - 1 : MOST_KINDS)
  const rest = all.slice(shown.length).reduce((sum, { count }) => sum + count, 0)
  const counts = shown.map(({ count }) => grouped(String(count)))
  const countWidth = Math.max(...counts.map(columnsOf))
  const textWidth = Math.max(...shown.map(({ text }) => columnsOf(text)))
  const lines = shown.flatMap(({ text, firstMs, lastMs }, at) => {
    const when = `${seconds(firstMs)}${sign.none}${seconds(lastMs)} s`
    const start = `  ${counts[at]!.padStart(countWidth)} ${sign.times} `
    const line = `${start}${padTo(text, textWidth)}  ${when}`
    if (columnsOf(line) <= width) return [line]
    const indent = ' '.repeat(columnsOf(start))
    return `${start}${wrap(text, width - indent.length, indent)}`.split('\n')
  })
  return rest === 0 ? lines : [...lines, `  ${grouped(String(rest))} others`]
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
