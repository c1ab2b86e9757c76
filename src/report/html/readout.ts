/** What the crosshair tells of each column, as data for script.ts: one group per panel. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { timelineFor } from '../svg/chart.js'
import { outcomeLabel, type Token } from '../svg/palette.js'
import type { Values } from '../svg/timeline.js'

interface Row {
  readonly key: Token | 'offered'
  readonly label: string
  readonly unit: 'per-s' | 'ms' | 'ratio' | 'share'
  readonly values: Values
}

export interface Readout {
  /** Seconds: length of a column, and of all. */
  readonly step: number
  readonly until: number
  readonly groups: readonly { readonly title: string; readonly rows: readonly Row[] }[]
}

export function readoutOf(rehearsal: Rehearsal): Readout {
  const timeline = timelineFor(rehearsal)
  const row = (key: Row['key'], label: string, unit: Row['unit'], values: Values): Row => {
    return { key, label, unit, values: values.map(brief) }
  }
  const { stepS, untilS, outcomes, offered, p50, p95, p99 } = timeline
  const hasBreaker = timeline.open.some((share) => share !== 0)
  return {
    step: stepS,
    until: untilS,
    groups: [
      {
        title: 'Outcomes',
        rows: [
          row('offered', 'offered', 'per-s', offered),
          ...outcomes.map(({ key, values }) => row(key, outcomeLabel(key), 'per-s', values)),
        ],
      },
      {
        title: 'Latency',
        rows: [
          row('p50', 'p50', 'ms', p50),
          row('p95', 'p95', 'ms', p95),
          row('p99', 'p99', 'ms', p99),
        ],
      },
      {
        title: 'Upstream',
        rows: [
          row('arrived', 'arrived', 'per-s', timeline.arrived),
          row('wasted', 'for nobody', 'per-s', timeline.wasted),
          row('amplification', 'attempts per call', 'ratio', timeline.amplification),
        ],
      },
      ...(hasBreaker
        ? [
            {
              title: 'Breakers',
              rows: [
                row('open', 'open', 'share', timeline.open),
                row('half-open', 'half-open', 'share', timeline.halfOpen),
                row('closed', 'closed', 'share', timeline.closed),
              ],
            },
          ]
        : []),
    ],
  }
}

/** Four digits are more than is shown. */
function brief(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4))
}
