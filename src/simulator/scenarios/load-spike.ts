/** Twice the calls for 8 s, no fault. */
import { COMMON, defineScenario } from './scenario.js'

export const loadSpike = defineScenario({
  ...COMMON,
  name: 'load-spike',
  title: 'Twice the calls for 8 s, no fault',
  watch:
    'A short spike fills the system with retries that keep it full: with three attempts most ' +
    'seeds never come back (of 5 s: 72 %), with waits that spread them hardly any stays down.',
  duration: '120s',
  clients: 1,
  upstream: {
    latency: { constant: '1s' },
    latencyPerCall: '10ms',
    network: { exponential: { mean: '100ms' } },
  },
  load: { rate: 40, spikes: [{ at: '40s', for: '8s', factor: 2 }] },
  policy: {
    timeout: { attempt: '3s' },
    retry: {
      maxAttempts: 3,
      maxElapsed: 'none',
      backoff: { kind: 'fixed', initial: '0s' },
      jitter: { kind: 'none' },
    },
  },
})
