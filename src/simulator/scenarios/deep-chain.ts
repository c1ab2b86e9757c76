/** Three layers, each of them retries. */
import { COMMON, defineScenario } from './scenario.js'

export const deepChain = defineScenario({
  ...COMMON,
  name: 'deep-chain',
  title: 'Three layers, each of them retries',
  watch:
    'Attempts multiply: with n attempts in k layers a call that fails everywhere makes n^k ' +
    'calls at the leaf, up to 27 here. Retry in one layer, or give the others a budget.',
  duration: '120s',
  clients: 10,
  upstream: { latency: { lognormal: { p50: '20ms', p99: '100ms' } } },
  load: { rate: 50 },
  layers: [{ name: 'gateway' }, { name: 'backend' }],
  faults: [{ kind: 'errors', at: '40s', for: '40s', share: 0.9 }],
  policy: {
    retry: {
      maxAttempts: 3,
      maxElapsed: 'none',
      backoff: { kind: 'fixed', initial: '50ms' },
      jitter: { kind: 'full' },
    },
  },
})
