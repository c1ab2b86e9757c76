/** New workers are slow for their first 20 calls. */
import { COMMON, defineScenario, UPSTREAM } from './scenario.js'

export const coldStart = defineScenario({
  ...COMMON,
  name: 'cold-start',
  title: 'New workers are slow for their first 20 calls',
  watch:
    'The spike needs more workers, and each starts cold: p99 rises long before the mean. Time ' +
    'limits and hedges decide whether the cold ones get warm.',
  upstream: { ...UPSTREAM, coldStart: { initialWorkers: 20, calls: 20, extra: '1500ms' } },
  load: { rate: 150, spikes: [{ at: '60s', for: '60s', factor: 2 }] },
})
