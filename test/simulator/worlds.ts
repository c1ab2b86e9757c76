/** Small worlds for tests: everything constant and quick, but what a test asks for. */
import type { ResolvedPolicy } from '../../src/policy/resolved.js'
import { Profile } from '../../src/simulator/profile.js'
import { FAILURE_WORDS } from '../../src/simulator/recorder.js'
import type { UpstreamOptions } from '../../src/simulator/upstream.js'
import { World, type WorldOptions } from '../../src/simulator/world.js'
import { type PolicyParts, policy } from '../orchestrator/policies.js'

export const constant = (ms: number) => ({ kind: 'constant', ms }) as const

export const everySecond = (ratePerS: number) =>
  ({ kind: 'open', arrivals: 'regular', ratePerS: Profile.constant(ratePerS) }) as const

export const poisson = (ratePerS: number) =>
  ({ kind: 'open', arrivals: 'poisson', ratePerS: Profile.constant(ratePerS) }) as const

export interface Setup extends Omit<Partial<WorldOptions>, 'policy' | 'upstream'> {
  readonly policy?: PolicyParts | ResolvedPolicy
  readonly upstream?: Partial<UpstreamOptions>
}

/** By default one call a second for ten seconds, answered after 100 ms, checked at every step. */
export function world({ policy: parts = {}, upstream = {}, ...options }: Setup = {}): World {
  return new World({
    seed: 1,
    durationMs: 10_000,
    load: everySecond(1),
    checks: 'every',
    ...options,
    policy: policy(parts as PolicyParts),
    upstream: { name: 'upstream', latency: constant(100), ...upstream },
  })
}

/** What a run did, as text lines. */
export function traceOf(setup: Setup): string[] {
  const lines: string[] = []
  world({ ...setup, trace: (line) => lines.push(line) }).run()
  return lines
}

/** Calls by outcome of a run's only window: `10 ok`, `3 timeout` … */
export function tally({ recorder }: World): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const window of recorder.windows) {
    counts.ok = (counts.ok ?? 0) + window.succeeded
    counts.fellBack = (counts.fellBack ?? 0) + window.fellBack
    window.failed.forEach((count, i) => {
      const word = FAILURE_WORDS[i]!
      counts[word] = (counts[word] ?? 0) + count
    })
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}
