/** All built-in scenarios, in the order in which they are listed. One line per scenario. */
import type { Scenario } from '../scenario-schema.js'
import { blackhole } from './blackhole.js'
import { brownout } from './brownout.js'
import { cacheLoss } from './cache-loss.js'
import { coldStart } from './cold-start.js'
import { deepChain } from './deep-chain.js'
import { dependencySlowFallback } from './dependency-slow-fallback.js'
import { flapping } from './flapping.js'
import { hardOutage } from './hard-outage.js'
import { loadSpike } from './load-spike.js'
import { partialErrors } from './partial-errors.js'
import { rateLimit } from './rate-limit.js'
import { retryStorm } from './retry-storm.js'
import { shardDown } from './shard-down.js'
import { slowRecovery } from './slow-recovery.js'
import { thunderingHerd } from './thundering-herd.js'

export const SCENARIOS: readonly Scenario[] = [
  hardOutage,
  blackhole,
  brownout,
  partialErrors,
  shardDown,
  flapping,
  rateLimit,
  slowRecovery,
  coldStart,
  loadSpike,
  retryStorm,
  thunderingHerd,
  deepChain,
  cacheLoss,
  dependencySlowFallback,
]
