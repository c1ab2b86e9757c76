/** The upstream admits 60 % of the calls. */
import { COMMON, defineScenario, UPSTREAM } from './scenario.js'

export const rateLimit = defineScenario({
  ...COMMON,
  name: 'rate-limit',
  title: 'The upstream admits 60 % of the calls',
  watch:
    'What is accepted stays at the limit whatever is sent: retries buy nothing but load. ' +
    'Retry-After tells every caller of the same next token, a few ms away: who heeds it meets ' +
    'the others there.',
  upstream: {
    ...UPSTREAM,
    rateLimit: { limit: 150, period: '1s', algorithm: 'token-bucket' },
  },
  load: { rate: 100, spikes: [{ at: '60s', for: '60s', factor: 2.5 }] },
})
