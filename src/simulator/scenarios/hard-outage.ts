/** Connections are refused for 30 s. */
import { COMMON, defineScenario } from './scenario.js'

export const hardOutage = defineScenario({
  ...COMMON,
  name: 'hard-outage',
  title: 'Connections are refused for 30 s',
  watch:
    'How soon the breakers open and how many calls leak through until then; rejections that ' +
    'take no time; how long after the outage the last breaker closes.',
  faults: [{ kind: 'refuse', at: '60s', for: '30s' }],
})
