/** The metrics that expectations may name, as text. */
import { METRICS, type MetricUnit, PHASES } from '../../rehearse/metrics.js'
import { type Style, wrap } from './look.js'
import { tableText } from './table.js'

const WRITTEN: Readonly<Record<MetricUnit, string>> = {
  share: '99.9%',
  ms: '800ms, 2s',
  'per-s': '250/s',
  ratio: '1.2',
  count: '3',
}

export function metricsText(style: Style): string {
  const rows = METRICS.map(({ name, unit, title, ofPhase }) => [
    name,
    WRITTEN[unit],
    ofPhase ? 'yes' : 'no',
    title,
  ])
  const examples = [
    'availability.after >= 99.9%',
    'p99.after <= 1.1 x p99.before',
    'time-to-recover <= 10s in 18 of 20 seeds',
  ]
  const phases = PHASES.map((phase) => `p99.${phase}`).join(', ')
  const howMany = 'All seeds must meet an expectation, unless it says how many.'
  const note = `With a phase: ${phases}. ${howMany}`
  return [
    tableText(['metric', 'limit', 'phases', 'what it is'], rows, style),
    `${wrap(note, style.width)}\n`,
    ...examples.map((example) => `  --expect '${example}'\n`),
  ].join('')
}
