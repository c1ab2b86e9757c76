/** A stall of 10 s that delivers late. */
import { COMMON, defineScenario } from './scenario.js'

export const retryStorm = defineScenario({
  ...COMMON,
  name: 'retry-storm',
  title: 'A stall of 10 s that delivers late',
  watch:
    'After the stall the load stays at twice the calls and goodput at 0: metastable. A ' +
    'breaker, a short queue, a budget that pays on success, or no retry at all bring it back.',
  duration: '300s',
  clients: 1,
  upstream: { latency: { constant: '100ms' }, workers: 30 },
  load: { rate: 280 },
  faults: [{ kind: 'stall', at: '60s', for: '10s' }],
  policy: {
    timeout: { attempt: '1s' },
    retry: {
      maxAttempts: 2,
      maxElapsed: 'none',
      backoff: { kind: 'fixed', initial: '0s' },
      jitter: { kind: 'none' },
    },
  },
})
