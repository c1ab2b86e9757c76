/** How long a breaker stays open: the policy's time, grown with each opening in a row, jittered. */
import type { ResolvedBreaker } from '../policy/resolved.js'
import { MAX_DELAY_MS } from './backoff.js'
import { power } from './exact-math.js'
import type { Random } from './random.js'

/** ms; `openings`: 1 for the first opening since the breaker was closed. Finite, never negative. */
export function openWaitMs(policy: ResolvedBreaker, openings: number, random: Random): number {
  const { openDurationMs, openGrowth, openJitter } = policy
  const longest = openGrowth.kind === 'none' ? MAX_DELAY_MS : (openGrowth.maxMs ?? MAX_DELAY_MS)
  const grown = Math.min(longest, openDurationMs === 0 ? 0 : openDurationMs * growth())
  switch (openJitter.kind) {
    case 'none':
      return grown
    case 'factor':
      return Math.min(longest, grown * (1 + (openJitter.factor ?? 0) * (2 * random() - 1)))
    case 'additive':
      return Math.min(MAX_DELAY_MS, grown + (openJitter.maxMs ?? 0) * random())
  }

  function growth(): number {
    if (openGrowth.kind === 'linear') return openings
    if (openGrowth.kind === 'exponential') return power(openGrowth.multiplier ?? 2, openings - 1)
    return 1
  }
}
