/**
 * Whether the system came back, in one word and in one sentence. Read off the figures of a run. A
 * second is good when 99 % of its calls were answered, or as many as before the fault
 * (recovery.ts), however late: calls that got much slower are told beside it.
 */

/** p99 in ms at the end (or at its worst, where no second was bad), when it is no longer near. */
interface Slow {
  readonly slowMs?: number
}

export type Verdict =
  /** The scenario has no fault and no spike, whatever users saw. */
  | { readonly kind: 'undisturbed' }
  /** Every second was good. */
  | ({ readonly kind: 'unnoticed' } & Slow)
  /** All seconds were good from `afterMs` after the end of the disturbance on. */
  | ({ readonly kind: 'recovered'; readonly afterMs: number } & Slow)
  /** Three seconds in a row were good, and worse ones came after them until the end. */
  | { readonly kind: 'relapsed'; readonly afterMs: number }
  /** No three good seconds in a row by the end of the load. */
  | {
      readonly kind: 'not-recovered'
      readonly backlogPerS: number
      /** Clients whose breaker was not closed then; absent where all were. */
      readonly openShare?: number
    }

/** Slow: p99 is more than this many times that before the fault. */
const SLOW_FACTOR = 2

/** Backlogs that change by less than this, in calls per second, count as even. */
const EVEN_PER_S = 1

export function verdictOf(
  figures: Readonly<Record<string, number | null>>,
  isDisturbed: boolean,
): Verdict {
  if (!isDisturbed) return { kind: 'undisturbed' }
  const p99s = ['fault', 'recovery', 'after'].map((phase) => figures[`p99.${phase}`] ?? null)
  const before = figures['p99.before'] ?? null
  if (figures['time-to-detect'] == null) {
    return { kind: 'unnoticed', ...slow(before, Math.max(...p99s.map((p99) => p99 ?? 0))) }
  }
  const steadyMs = figures['time-to-steady'] ?? null
  if (steadyMs !== null) {
    const last = p99s.findLast((p99) => p99 !== null) ?? null
    return { kind: 'recovered', afterMs: steadyMs, ...slow(before, last) }
  }
  const afterMs = figures['time-to-recover'] ?? null
  if (afterMs !== null) return { kind: 'relapsed', afterMs }
  const openShare = figures['open-at-end'] ?? 0
  const backlogPerS = figures.backlog ?? 0
  return { kind: 'not-recovered', backlogPerS, ...(openShare > 0 && { openShare }) }
}

function slow(before: number | null, p99: number | null): Slow {
  if (before === null || p99 === null || p99 <= SLOW_FACTOR * before) return {}
  return { slowMs: p99 }
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
      return verdict.slowMs === undefined
        ? 'users saw nothing'
        : `answered throughout${slowText(verdict)}`
    case 'recovered': {
      const { afterMs } = verdict
      const when = afterMs === 0 ? 'at once' : `after ${s(afterMs)}`
      return `recovered ${when}${slowText(verdict)}`
    }
    case 'relapsed':
      return `good again after ${s(verdict.afterMs)}, but not to the end`
    case 'not-recovered':
      return `not recovered by the end, ${whyNot(verdict)}`
  }
}

/** Behind a sentence; nothing unless it is slow. */
export function slowText({ slowMs }: Slow): string {
  if (slowMs === undefined) return ''
  return `, but slow: p99 ${slowMs < 1000 ? `${Math.round(slowMs)} ms` : s(slowMs)}`
}

function whyNot({ backlogPerS, openShare = 0 }: Verdict & { kind: 'not-recovered' }): string {
  const rate = `${Math.round(Math.abs(backlogPerS))}/s`
  if (backlogPerS >= EVEN_PER_S) return `backlog still growing by ${rate}`
  if (backlogPerS <= -EVEN_PER_S) return `backlog shrinking by ${rate}`
  if (openShare === 0) return 'no backlog grows'
  const clients = openShare === 1 ? 'all' : `${Math.max(1, Math.round(openShare * 100))} % of the`
  return `breakers of ${clients} clients still open`
}

function s(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
