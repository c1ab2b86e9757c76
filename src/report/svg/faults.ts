/** When something is wrong in a run, and how charts call it. */
import { parseDuration, proseDuration } from '../../policy/duration.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'

export interface FaultSpan {
  readonly fromS: number
  readonly untilS: number
  readonly label: string
}

/** What happens to calls, by kind of fault. */
const WORDS: Readonly<Record<string, string>> = {
  refuse: 'connections refused',
  swallow: 'calls swallowed',
  stall: 'stall',
  capacity: 'capacity cut',
  latency: 'slow',
  errors: 'errors',
}

/** Faults, spikes and a lost cache as spans inside the load; those of one span are one. */
export function faultSpans({ scenario, first }: Rehearsal): FaultSpan[] {
  const spans: FaultSpan[] = first.faults.map(({ upstream, kind, fromMs, untilMs }) => ({
    ...{ fromS: fromMs / 1000, untilS: untilMs / 1000 },
    label: `${upstream === 'fallback' ? 'fallback: ' : ''}${WORDS[kind] ?? 'fault'}`,
  }))
  if ('rate' in scenario.load) {
    for (const spike of scenario.load.spikes ?? []) {
      const fromS = s(spike.at)
      spans.push({ fromS, untilS: fromS + s(spike.for), label: `load ×${spike.factor}` })
    }
  }
  const lostAt = scenario.upstream.cache?.lostAt
  if (lostAt !== undefined) {
    spans.push({ fromS: s(lostAt), untilS: s(lostAt) + 1, label: 'cache lost' })
  }
  return merged(spans, first.durationMs / 1000)
}

function merged(spans: readonly FaultSpan[], endS: number): FaultSpan[] {
  const found: FaultSpan[] = []
  for (const { fromS, untilS, label } of spans) {
    if (fromS >= endS) continue
    const same = found.findIndex((one) => one.fromS === fromS && one.untilS === untilS)
    const known = found[same]
    if (known) found[same] = { ...known, label: `${known.label} + ${label}` }
    else found.push({ fromS, untilS: Math.min(untilS, endS), label })
  }
  return found.sort((a, b) => a.fromS - b.fromS)
}

/** `connections refused, 60 s to 90 s`. */
export function faultText({ fromS, untilS, label }: FaultSpan): string {
  return `${label}, ${proseDuration(fromS * 1000)} to ${proseDuration(untilS * 1000)}`
}

function s(duration: string): number {
  return parseDuration(duration)! / 1000
}
