/** Whether the system came back, over all seeds, in a sentence with a mark and a colour. */
import type { RunDigest } from '../../rehearse/rehearsal.js'
import { spreadOf } from '../../rehearse/spread.js'
import { isBack, type Verdict, verdictText } from '../../rehearse/verdict.js'
import { millis } from './words.js'

export interface Conclusion {
  /** good: every seed came back. */
  readonly tone: 'good' | 'bad'
  /** With a glyph, for eyes and printers without colour. */
  readonly text: string
}

const KINDS: readonly Verdict['kind'][] = [
  ...(['undisturbed', 'unnoticed', 'recovered', 'relapsed', 'not-recovered'] as const),
]

/** One seed speaks for itself; of several each end that there was has its part. */
export function conclusionOf(runs: readonly RunDigest[]): Conclusion {
  const tone = runs.every(({ verdict }) => isBack(verdict)) ? 'good' : 'bad'
  const parts = KINDS.flatMap((kind) => {
    const those = runs.map(({ verdict }) => verdict).filter((verdict) => verdict.kind === kind)
    return those.length === 0 ? [] : [partText(those, runs.length)]
  })
  return { tone, text: `${tone === 'good' ? '✔' : '✖'} ${parts.join('; ')}` }
}

function partText(those: readonly Verdict[], of: number): string {
  const [first] = those
  if (of === 1) return verdictText(first!)
  const seeds = `in ${those.length} of ${of} seeds`
  const after = spreadOf(those.map((one) => ('afterMs' in one ? one.afterMs : null)))
  if (after === null || after.max === 0) {
    const growth = spreadOf(those.map((one) => ('backlogPerS' in one ? one.backlogPerS : null)))
    const backlogPerS = growth?.mean ?? 0
    const [what, ...rest] = verdictText({ ...first!, backlogPerS } as Verdict).split(',')
    return [`${what} ${seeds}`, ...rest].join(',')
  }
  const what = first!.kind === 'relapsed' ? 'good again, but not to the end,' : 'recovered'
  const range = after.min === after.max ? '' : ` (${millis(after.p5)} to ${millis(after.p95)})`
  return `${what} ${seeds}, after ${millis(after.mean)}${range}`
}
