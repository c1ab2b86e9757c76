/** Many scenarios at once: a row each. Figures are means over the seeds. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import type { Style } from './look.js'
import { type Figure, figureLines, meanOf } from './simulation-table.js'

const FIGURES: readonly Figure[] = [
  {
    head: ['', 'expected'],
    title: 'expected',
    read: ({ results }, { paint }) => {
      if (results.length === 0) return null
      const met = results.filter(({ passed }) => passed).length
      const isMet = met === results.length
      return { text: `${met} of ${results.length}`, paint: isMet ? paint.green : paint.red }
    },
  },
  {
    head: ['answered', 'in fault'],
    title: 'answered in fault',
    read: meanOf('availability.fault', 'share'),
  },
  { head: ['', 'after'], title: 'after', read: meanOf('availability.after', 'share') },
  { head: ['p99 in', 'fault'], title: 'p99 in fault', read: meanOf('p99.fault', 'ms') },
  {
    head: ['attempts', 'per call'],
    title: 'attempts per call',
    read: meanOf('amplification.fault', 'ratio'),
  },
]

export function summaryLines(rehearsals: readonly Rehearsal[], style: Style): string[] {
  const seen = (name: string) => rehearsals.filter((one) => one.scenario.name === name).length
  const name = ({ scenario, subject }: Rehearsal) =>
    seen(scenario.name) > 1 ? `${scenario.name} ${subject.label}` : scenario.name
  return figureLines({ title: 'scenario', rows: rehearsals, name, figures: FIGURES }, style)
}

/** Whether an expectation was not met. */
export function hasFailed({ results }: Rehearsal): boolean {
  return results.some(({ passed }) => !passed)
}
