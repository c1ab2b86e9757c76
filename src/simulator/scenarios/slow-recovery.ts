/** No capacity for 30 s, then 60 s until all of it is back. */
import { COMMON, defineScenario } from './scenario.js'

export const slowRecovery = defineScenario({
  ...COMMON,
  name: 'slow-recovery',
  title: 'No capacity for 30 s, then 60 s until all of it is back',
  watch:
    'The backlog when capacity comes back (rate^2 x ramp / 2 capacity), a second dip under ' +
    'the retries, and breakers that open again.',
  faults: [{ kind: 'capacity', at: '60s', for: '30s', rampDown: '60s' }],
})
