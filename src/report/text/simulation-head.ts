/** How a rehearsal was run, on top of its report, and what makes it worth less than it looks. */
import { proseDuration } from '../../policy/duration.js'
import { missedFaults, type Rehearsal } from '../../rehearse/rehearsal.js'
import { figureText, grouped } from './figures.js'
import { type Style, wrap, wrapList } from './look.js'
import { visible } from './visible.js'

/** Name and title of the scenario. */
export function titleLines({ scenario }: Rehearsal, { paint, width }: Style): string[] {
  const { name, title } = scenario
  const [head = '', ...more] = wrap(`${name}  ${title}`, width, '  ').split('\n')
  const shown = visible(name)
  return [`${paint.bold(head.slice(0, shown.length))}${head.slice(shown.length)}`, ...more]
}

/** `production policy (operation qa), 100 clients, 250/s open Poisson, 180 s, seed 1`. */
export function setupLines(rehearsal: Rehearsal, style: Style): string[] {
  const { label, operation } = rehearsal.subject
  const policy = `${label} policy${operation === null ? '' : ` (operation ${operation})`}`
  return dim([policy, ...loadItems(rehearsal)], style)
}

/** The same without the policy: what several policies have in common. */
export function loadLines(rehearsal: Rehearsal, style: Style, more: readonly string[]): string[] {
  return dim([...more, ...loadItems(rehearsal)], style)
}

function dim(items: readonly string[], { paint, width }: Style): string[] {
  return wrapList(items, width)
    .split('\n')
    .map((line) => paint.dim(line))
}

function loadItems(rehearsal: Rehearsal): string[] {
  const { first, scenario } = rehearsal
  const clients = grouped(String(first.clients))
  return [
    first.clients === 1 ? '1 client' : `${clients} clients`,
    loadText(scenario.load, rehearsal.rate),
    figureText(first.durationMs, 'ms').replace('.0 ', ' '),
    seedsText(rehearsal),
  ]
}

function loadText(load: Rehearsal['scenario']['load'], rate: number | null): string {
  if ('rate' in load) {
    const perS = grouped(String(rate ?? load.rate))
    return `${perS}/s open ${load.arrivals === 'poisson' ? 'Poisson' : 'regular'}`
  }
  if (load.callsEach === undefined) return 'closed'
  return load.callsEach === 1 ? 'closed, one call each' : `closed, ${load.callsEach} calls each`
}

/** `seed 1`, `20 seeds from 1 on`, `7 of 20 seeds`. */
export function seedsText({ seeds, runs }: Rehearsal): string {
  if (runs.length < seeds.length) return `${runs.length} of ${seeds.length} seeds`
  return seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds from ${seeds[0]} on`
}

/**
 * What a reader must know before believing a figure; empty when there is nothing. `whose` stands
 * before each where several rehearsals are shown.
 */
export function warningLines(
  rehearsal: Rehearsal,
  { paint, width }: Style,
  whose?: string,
): string[] {
  const { runs } = rehearsal
  const warnings: string[] = []
  for (const fault of missedFaults(rehearsal)) {
    const where = fault.upstream === 'upstream' ? '' : ` of the ${fault.upstream}`
    const of = runs.filter(({ faults }) =>
      faults.some(
        (one) => one.kind === fault.kind && one.fromMs === fault.fromMs && one.touched === 0,
      ),
    ).length
    const when = runs.length === 1 ? '' : ` in ${of} of ${runs.length} seeds`
    warnings.push(
      `The fault ${fault.kind}${where} at ${proseDuration(fault.fromMs)} touched no call${when}: ` +
        'this run shows nothing about it.',
    )
  }
  const unsettled = runs.reduce((sum, { figures }) => sum + (figures.unsettled ?? 0), 0)
  if (unsettled > 0) {
    const calls = unsettled === 1 ? '1 call' : `${grouped(String(unsettled))} calls`
    warnings.push(`${calls} never ended.`)
  }
  return warnings.flatMap((warning) =>
    wrap(`! ${whose === undefined ? '' : `${whose}: `}${warning}`, width, '  ')
      .split('\n')
      .map((line) => paint.yellow(line)),
  )
}
