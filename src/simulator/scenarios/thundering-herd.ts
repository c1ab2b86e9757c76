/** A thousand clients reconnect together. */
import { COMMON, defineScenario } from './scenario.js'

export const thunderingHerd = defineScenario({
  ...COMMON,
  name: 'thundering-herd',
  title: 'A thousand clients reconnect together',
  watch:
    'Without jitter they all come again at once, 200 are let in and the rest wait out the ' +
    'next backoff together: 42 s after the outage. With full jitter it is over at once.',
  duration: '60s',
  clients: 1000,
  upstream: {
    latency: { constant: '0s' },
    rateLimit: { limit: 200, period: '1s', algorithm: 'fixed-window', retryAfter: false },
  },
  load: { think: { constant: '1h' }, callsEach: 1 },
  faults: [{ kind: 'refuse', at: '0s', for: '10s' }],
  policy: {
    retry: {
      maxAttempts: 'unlimited',
      maxElapsed: 'none',
      backoff: { kind: 'exponential', initial: '100ms', multiplier: 2, min: '0s', max: '10s' },
      jitter: { kind: 'none' },
    },
  },
})
