/** Nothing answers for 30 s. */
import { COMMON, defineScenario } from './scenario.js'

export const blackhole = defineScenario({
  ...COMMON,
  name: 'blackhole',
  title: 'Nothing answers for 30 s',
  watch:
    'Calls in flight are rate x time limit until the breakers open; p99 is the time limit ' +
    'times the attempts. What bulkhead refuses is capacity that the rest of the process ' +
    'keeps.',
  faults: [{ kind: 'swallow', at: '60s', for: '30s' }],
})
