/** Ten times slower for 60 s, without an error. */
import { COMMON, defineScenario } from './scenario.js'

export const brownout = defineScenario({
  ...COMMON,
  name: 'brownout',
  title: 'Ten times slower for 60 s, without an error',
  watch:
    'Time limits turn slow answers into failures, retries into load that the upstream works ' +
    'on for nobody (wasted). A breaker for slow calls would see it sooner.',
  faults: [{ kind: 'latency', at: '60s', for: '60s', factor: 10 }],
})
