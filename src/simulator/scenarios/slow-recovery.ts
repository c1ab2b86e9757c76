/** No capacity for 30 s, then 60 s until all of it is back. */
import { COMMON, defineScenario } from './scenario.js'

export const slowRecovery = defineScenario({
  ...COMMON,
  name: 'slow-recovery',
  title: 'No capacity for 30 s, then 60 s until all of it is back',
  watch:
    'The backlog of the outage and the ramp: rate x 30 s + rate^2 x ramp / 2 capacity, if ' +
    'nobody gave up. Breakers that open again and again keep it small, so that it is gone ' +
    'before the ramp is over; without them retries never let it drain.',
  faults: [{ kind: 'capacity', at: '60s', for: '30s', rampDown: '60s' }],
})
