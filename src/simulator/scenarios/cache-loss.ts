/** The cache in front of the database is emptied. */
import { COMMON, defineScenario } from './scenario.js'

export const cacheLoss = defineScenario({
  ...COMMON,
  name: 'cache-loss',
  title: 'The cache in front of the database is emptied',
  watch:
    'The cache advertised 3000 calls/s on a database of 300: without it the database gets ten ' +
    'times its calls, and only answers in time fill the cache again. While they are late it ' +
    'stays empty, with retries or without; a breaker at 30 % brings it back within minutes.',
  upstream: {
    latency: { constant: '100ms' },
    workers: 30,
    cache: { hitRate: 0.9, entries: 5000, latency: '2ms', lostAt: '60s' },
  },
  load: { rate: 1000 },
})
