/** Every script, for both drivers. */
import { BREAKER_SCRIPTS } from './breaker-scripts.js'
import { EDGES_SCRIPTS } from './edges-scripts.js'
import { LIMITS_SCRIPTS } from './limits-scripts.js'
import { PEERS_SCRIPTS } from './peers-scripts.js'
import { RETRY_SCRIPTS } from './retry-scripts.js'
import type { Script } from './script.js'

export const SCRIPTS: readonly Script[] = [
  ...BREAKER_SCRIPTS,
  ...RETRY_SCRIPTS,
  ...LIMITS_SCRIPTS,
  ...EDGES_SCRIPTS,
  ...PEERS_SCRIPTS,
]
