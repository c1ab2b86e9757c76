/** Verdicts over seeds: a part for each end that there was, and how good they are together. */
import { type Spread, spreadOf } from './spread.js'
import { isBack, slowText, type Verdict, verdictText } from './verdict.js'

/** good: all came back, and quick. fair: some did, or slow. bad: none came back. */
export type Tone = 'good' | 'fair' | 'bad'

const KINDS: readonly Verdict['kind'][] = [
  ...(['undisturbed', 'unnoticed', 'recovered', 'relapsed', 'not-recovered'] as const),
]

export function toneOf(verdicts: readonly Verdict[]): Tone {
  const back = verdicts.filter(isBack).length
  if (back === 0) return 'bad'
  const isSlow = verdicts.some((one) => 'slowMs' in one && one.slowMs !== undefined)
  return back === verdicts.length && !isSlow ? 'good' : 'fair'
}

/**
 * `recovered in 18 of 20 seeds, after 6.2 s (5.0–8.1 s)`, and so on; one seed speaks for itself.
 * @param time writes a time over seeds
 */
export function verdictParts(
  verdicts: readonly Verdict[],
  time: (spread: Spread) => string,
): string[] {
  if (verdicts.length === 1) return [verdictText(verdicts[0]!)]
  return KINDS.flatMap((kind) => {
    const those = verdicts.filter((verdict) => verdict.kind === kind)
    return those.length === 0 ? [] : [partText(kind, those, verdicts.length, time)]
  })
}

function partText(
  kind: Verdict['kind'],
  those: readonly Verdict[],
  of: number,
  time: (spread: Spread) => string,
): string {
  const seeds = `in ${those.length} of ${of} seeds`
  const after = spreadOf(those.map((one) => ('afterMs' in one ? one.afterMs : null)))
  const slow = spreadOf(those.map((one) => ('slowMs' in one ? (one.slowMs ?? null) : null)))
  const late = slow === null ? '' : `${slowText({ slowMs: slow.mean })} in ${slow.count}`
  switch (kind) {
    case 'undisturbed':
      return `${verdictText({ kind })} ${seeds}`
    case 'unnoticed':
      return `${late === '' ? verdictText({ kind }) : 'answered throughout'} ${seeds}${late}`
    case 'recovered':
      return after!.max === 0
        ? `recovered at once ${seeds}${late}`
        : `recovered ${seeds}, after ${time(after!)}${late}`
    case 'relapsed':
      return `good again but not to the end ${seeds}, after ${time(after!)}`
    case 'not-recovered': {
      const growth = those.map((one) => ('backlogPerS' in one ? one.backlogPerS : null))
      const open = those.map((one) => ('openShare' in one ? (one.openShare ?? 0) : 0))
      const backlogPerS = spreadOf(growth)!.mean
      return verdictText({ kind, backlogPerS, openShare: spreadOf(open)!.mean }).replace(
        ',',
        ` ${seeds},`,
      )
    }
  }
}
