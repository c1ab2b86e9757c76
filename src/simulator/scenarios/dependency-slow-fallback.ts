/** The primary hangs, the fallback is small. */
import { DEFAULT_POLICY } from '../default-policy.js'
import { COMMON, defineScenario, UPSTREAM } from './scenario.js'

export const dependencySlowFallback = defineScenario({
  ...COMMON,
  name: 'dependency-slow-fallback',
  title: 'The primary hangs, the fallback is small',
  watch:
    "The fallback has a fifth of the primary's capacity, enough for half of the calls: until " +
    'the breakers open it gets few and late, then all of them at once. The share that it ' +
    'answers is what it can do, not what it is asked.',
  fallback: { ...UPSTREAM, workers: 8, queueBound: 20 },
  faults: [{ kind: 'swallow', at: '60s', for: '60s' }],
  policy: {
    ...DEFAULT_POLICY,
    retry: { ...DEFAULT_POLICY.retry, maxAttempts: 2 },
    fallback: { on: { kinds: ['any'] } },
  },
})
