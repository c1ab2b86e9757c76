/** Down 5 s, up 5 s, for a minute. */
import { COMMON, defineScenario } from './scenario.js'

export const flapping = defineScenario({
  ...COMMON,
  name: 'flapping',
  title: 'Down 5 s, up 5 s, for a minute',
  watch:
    'Transitions per minute; whether the breakers open when it is up again. Without a breaker ' +
    'availability is 1 - max(0, V - waits) / (U + V) for V s down and U s up.',
  faults: [{ kind: 'refuse', at: '60s', for: '60s', flap: { down: '5s', up: '5s' } }],
})
