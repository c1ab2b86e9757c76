/** One call in five fails for 60 s. */
import { COMMON, defineScenario } from './scenario.js'

export const partialErrors = defineScenario({
  ...COMMON,
  name: 'partial-errors',
  title: 'One call in five fails for 60 s',
  watch:
    'With n attempts 1 - 0.2^n of all calls succeed for (1 - 0.2^n) / 0.8 attempts each. A ' +
    'breaker must stay shut at 20 %: each opening here turns good calls away.',
  faults: [{ kind: 'errors', at: '60s', for: '60s', share: 0.2 }],
})
