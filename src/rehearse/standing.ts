/**
 * How a policy fared in a rehearsal, in the few figures that settings are compared by, and what a
 * changed setting did to them. Means over seeds. The limits are deliberately wide: what is called
 * an improvement has to be one at a glance, and what costs more than it brings is none.
 */
import type { Rehearsal, RunDigest } from './rehearsal.js'
import { isBack } from './verdict.js'

export interface Standing {
  /** Seeds in which users had their service back at the end, of those that ran. */
  readonly back: number
  readonly of: number
  /** Expectations that were met, each by its text. */
  readonly met: readonly string[]
  readonly failed: readonly string[]
  /** Shares of the calls that were answered: before the fault, and since it began. */
  readonly before: number
  readonly since: number
  /** Attempts ÷ calls since the fault began. */
  readonly amplification: number
  /** Attempts at the upstream per second since then: with layers between, not the same. */
  readonly upstreamPerS: number
  /** Share of the upstream's work that was done for nobody, in the whole run. */
  readonly wasted: number
  /** From the end of the fault to good seconds only, of the seeds that came back; null: none. */
  readonly steadyMs: number | null
}

/**
 * cures: all seeds come back and all expectations are met, which was not so before. helps: some
 * more are. improves: what was so stays so, and a figure is clearly better. worse: something was
 * lost. same: none of these.
 */
export type Effect = 'cures' | 'helps' | 'improves' | 'worse' | 'same'

type Digests = Pick<Rehearsal, 'runs' | 'results'>

export function standingOf({ runs, results }: Digests): Standing {
  const texts = (passed: boolean) =>
    results.filter((one) => one.passed === passed).map((one) => one.expectation.text)
  const steady = runs.map(({ figures }) => figures['time-to-steady'] ?? null)
  return {
    back: runs.filter(({ verdict }) => isBack(verdict)).length,
    of: runs.length,
    met: texts(true),
    failed: texts(false),
    before: mean(runs.map(({ figures }) => figures['availability.before'] ?? 1)) ?? 1,
    since: mean(runs.map((run) => since(run, 'availability'))) ?? 1,
    amplification: mean(runs.map((run) => since(run, 'amplification'))) ?? 0,
    upstreamPerS: mean(runs.map((run) => since(run, 'upstream-mean'))) ?? 0,
    wasted: mean(runs.map(({ figures }) => figures.wasted ?? 0)) ?? 0,
    steadyMs: mean(steady.filter((value) => value !== null)),
  }
}

/** Whether nothing is left to wish for. */
export function isFine({ back, of, failed }: Standing): boolean {
  return back === of && failed.length === 0
}

export function effectOf(base: Standing, changed: Standing): Effect {
  if (isLess(base, changed)) return 'worse'
  if (!isFine(base) && isFine(changed)) return 'cures'
  if (changed.back > base.back || changed.failed.length < base.failed.length) return 'helps'
  if (isCostly(base, changed)) return 'worse'
  return isClear(base, changed) ? 'improves' : 'same'
}

/** Orders effects of the same kind: what users get, then what it costs. Higher is better. */
export function scoreOf({ since, amplification, wasted, steadyMs }: Standing): number {
  const steadyS = steadyMs === null ? LONG_S : Math.min(LONG_S, steadyMs / 1000)
  return since - 0.05 * amplification - 0.1 * wasted - (0.1 * steadyS) / LONG_S
}

const LONG_S = 60

/** Shares that differ by less are the same. */
const SHARE = 0.002

function isLess(base: Standing, changed: Standing): boolean {
  const lost = base.met.some((text) => changed.failed.includes(text))
  return lost || changed.back < base.back || changed.before < base.before - SHARE
}

/** Whether it takes more than a clear gain elsewhere is worth. */
function isCostly(base: Standing, changed: Standing): boolean {
  const steadyMs = changed.steadyMs ?? Number.POSITIVE_INFINITY
  return (
    1 - changed.since > 1.05 * (1 - base.since) + SHARE ||
    changed.wasted > base.wasted + 0.05 ||
    changed.amplification > Math.max(1.1, base.amplification) + 0.1 ||
    changed.upstreamPerS > 1.3 * base.upstreamPerS + 1 ||
    (base.steadyMs !== null && steadyMs > 1.25 * base.steadyMs + 1000)
  )
}

function isClear(base: Standing, changed: Standing): boolean {
  const [failedBefore, failedNow] = [1 - base.since, 1 - changed.since]
  const extraBefore = Math.max(0, base.amplification - 1)
  const extraNow = Math.max(0, changed.amplification - 1)
  const isMuchSooner =
    base.steadyMs !== null &&
    changed.steadyMs !== null &&
    changed.steadyMs <= base.steadyMs / 2 &&
    base.steadyMs - changed.steadyMs >= 2000
  return (
    isMuchSooner ||
    failedBefore - failedNow >= 0.05 ||
    (failedNow <= 0.75 * failedBefore && failedBefore - failedNow >= SHARE) ||
    (extraNow <= extraBefore / 2 && extraBefore - extraNow >= 0.1) ||
    (changed.wasted <= base.wasted / 2 && base.wasted - changed.wasted >= 0.05)
  )
}

const SINCE = ['fault', 'recovery', 'after'] as const

/** Over the phases since the fault, by calls; over the whole run where there is no fault. */
function since({ figures }: RunDigest, name: string): number {
  const parts = SINCE.map((phase) => [figures[`${name}.${phase}`], figures[`offered.${phase}`]])
  const calls = parts.reduce((sum, [, offered]) => sum + (offered ?? 0), 0)
  if (calls === 0) return figures[name] ?? 0
  return parts.reduce((sum, [value, offered]) => sum + (value ?? 0) * (offered ?? 0), 0) / calls
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
}
