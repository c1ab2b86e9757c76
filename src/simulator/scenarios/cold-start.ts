/** New workers are slow for their first 20 calls. */
import { COMMON, defineScenario, UPSTREAM } from './scenario.js'

export const coldStart = defineScenario({
  ...COMMON,
  name: 'cold-start',
  title: 'New workers are slow for their first 20 calls',
  watch:
    'The spike needs more workers, and each starts cold: p99 rises long before the mean. A ' +
    'cold call takes longer than the time limit, and a retry answers for it; a hedge does so ' +
    'sooner.',
  upstream: { ...UPSTREAM, coldStart: { initialWorkers: 20, calls: 20, extra: '1500ms' } },
  load: { rate: 150, spikes: [{ at: '60s', for: '60s', factor: 2 }] },
})
