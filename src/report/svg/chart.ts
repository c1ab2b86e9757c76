/** A rehearsal → its drawing: four panels, or the first of them for a comparison. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { draw } from './draw.js'
import { faultSpans } from './faults.js'
import { type Form, layOut, type Panel, type Plots } from './layout.js'
import { fourPanels, highestPerS, smallPanel } from './panels.js'
import { type Timeline, timelineOf } from './timeline.js'

export interface Chart {
  /** The inside of an SVG element of the size in `plots`, in light colours. */
  readonly svg: string
  readonly plots: Plots
  /** What is drawn, by its name in legends. */
  readonly names: ReadonlySet<string>
}

export function chartOf(rehearsal: Rehearsal, form: Form, id: string): Chart {
  const timeline = timelineFor(rehearsal)
  return chart(rehearsal, fourPanels(timeline, hasBreaker(rehearsal)), form, id, timeline)
}

/** The policy under test, or a layer's own, has one. */
function hasBreaker({ subject, first }: Rehearsal): boolean {
  return subject.policy.circuitBreaker !== null || first.transitions.length > 0
}

/** One small panel per rehearsal, all on one scale. */
export function multiplesOf(rehearsals: readonly Rehearsal[], form: Form, id: string): Chart[] {
  const timelines = rehearsals.map(timelineFor)
  const maxPerS = Math.max(...timelines.map(highestPerS))
  return rehearsals.map((rehearsal, i) => {
    const panel = smallPanel(timelines[i]!, maxPerS)
    return chart(rehearsal, [panel], form, `${id}-${i}`, timelines[i]!)
  })
}

/** Runs of one scenario and file, in the order of their first. */
export function groupsOf(rehearsals: readonly Rehearsal[]): Rehearsal[][] {
  const groups = new Map<string, Rehearsal[]>()
  for (const one of rehearsals) {
    const key = JSON.stringify([one.scenario.name, one.file])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

export function timelineFor({ first, scenario }: Rehearsal): Timeline {
  return timelineOf(first, scenario.upstream)
}

function chart(
  rehearsal: Rehearsal,
  panels: readonly Panel[],
  form: Form,
  id: string,
  { untilS }: Timeline,
): Chart {
  const { option, plots } = layOut(panels, faultSpans(rehearsal), form, untilS)
  const names = new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))
  return { svg: draw(option, plots, id), plots, names }
}
