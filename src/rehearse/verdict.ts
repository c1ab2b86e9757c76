/** Whether the system came back, in one word and in one sentence. Read off the figures of a run. */

export type Verdict =
  /** The scenario has no fault and no spike, whatever users saw. */
  | { readonly kind: 'undisturbed' }
  /** Every second was good. */
  | { readonly kind: 'unnoticed' }
  /** All seconds were good from `afterMs` after the end of the disturbance on. */
  | { readonly kind: 'recovered'; readonly afterMs: number }
  /** Three seconds in a row were good, and worse ones came after them until the end. */
  | { readonly kind: 'relapsed'; readonly afterMs: number }
  /** No three good seconds in a row by the end of the load. */
  | { readonly kind: 'not-recovered'; readonly backlogPerS: number }

/** Backlogs that change by less than this, in calls per second, count as even. */
const EVEN_PER_S = 1

export function verdictOf(
  figures: Readonly<Record<string, number | null>>,
  isDisturbed: boolean,
): Verdict {
  if (!isDisturbed) return { kind: 'undisturbed' }
  if (figures['time-to-detect'] == null) return { kind: 'unnoticed' }
  const steadyMs = figures['time-to-steady'] ?? null
  if (steadyMs !== null) return { kind: 'recovered', afterMs: steadyMs }
  const afterMs = figures['time-to-recover'] ?? null
  if (afterMs !== null) return { kind: 'relapsed', afterMs }
  return { kind: 'not-recovered', backlogPerS: figures.backlog ?? 0 }
}

/** Whether users have their service back at the end. */
export function isBack({ kind }: Verdict): boolean {
  return kind !== 'not-recovered' && kind !== 'relapsed'
}

export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'undisturbed':
      return 'nothing to recover from'
    case 'unnoticed':
      return 'users saw nothing'
    case 'recovered':
      return verdict.afterMs === 0 ? 'recovered at once' : `recovered after ${s(verdict.afterMs)}`
    case 'relapsed':
      return `good again after ${s(verdict.afterMs)}, but not to the end`
    case 'not-recovered':
      return `not recovered by the end, ${backlogText(verdict.backlogPerS)}`
  }
}

function backlogText(perS: number): string {
  if (Math.abs(perS) < EVEN_PER_S) return 'no backlog grows'
  const rate = `${Math.round(Math.abs(perS))}/s`
  return perS > 0 ? `backlog still growing by ${rate}` : `backlog shrinking by ${rate}`
}

function s(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
