/** Nothing answers for 30 s. */
import { COMMON, defineScenario } from './scenario.js'

export const blackhole = defineScenario({
  ...COMMON,
  name: 'blackhole',
  title: 'Nothing answers for 30 s',
  watch:
    'Calls under way pile up to rate x time limit x attempts until the breakers open; p99 is ' +
    'the time limit times the attempts, and the waits between. Calls that a bulkhead refuses ' +
    'are capacity that the rest of the process keeps.',
  faults: [{ kind: 'swallow', at: '60s', for: '30s' }],
})
