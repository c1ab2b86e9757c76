/**
 * B6: when to stop retrying, against a server that fails by chance. Retries and bucket are the
 * machine's own. The strategy that stops by lifetime failures is none of the product's: it stands
 * in the place of the budget, so that machine and driver are the same.
 */
import { atOnce, errors, exponential } from './tools.mjs'

/** f → ok % and load of: none, 3 retries, bucket, lifetime. */
const TABLE = {
  0.001: [
    [99.904, 1],
    [100, 1.001],
    [100, 1.0009],
    [99.988, 1.0007],
  ],
  0.01: [
    [99.03, 1],
    [100, 1.0108],
    [100, 1.0099],
    [99.898, 1.009],
  ],
  0.05: [
    [94.951, 1],
    [100, 1.053],
    [99.986, 1.0529],
    [98.697, 1.0386],
  ],
  0.1: [
    [90.047, 1],
    [99.986, 1.1096],
    [99.125, 1.1025],
    [92.762, 1.0313],
  ],
  0.3: [
    [69.838, 1],
    [99.17, 1.4153],
    [79.504, 1.1388],
    [70.158, 1.0005],
  ],
  0.5: [
    [49.909, 1],
    [93.855, 1.8719],
    [57.241, 1.1415],
    [50.064, 1.0001],
  ],
}
const BUCKET = { kind: 'token-bucket', maxTokens: 5, tokenRatio: 0.1, depositOn: 'start' }
const STRATEGIES = ['none', '3 retries', 'bucket', 'lifetime']
const POLICIES = [
  {},
  { retry: atOnce(4) },
  { retry: { ...atOnce(4), budget: BUCKET } },
  { retry: { ...atOnce(4), budget: BUCKET } },
]

export function strategies(tools) {
  const byRate = Object.entries(TABLE).flatMap(([f, row]) =>
    row.map(([ok, load], i) => ({
      id: 'B6',
      name: `f=${f}, ${STRATEGIES[i]}`,
      reps: 10,
      figures: { ok: [ok, '±0.5'], load: [load, i === 1 && f >= 0.3 ? '1%' : '0.5%'] },
      run: (seed) => run(tools, { seed, f: Number(f), strategy: i, clients: 100, seconds: 10 }),
    })),
  )
  const byClients = [
    [0.05, 3, 10, { ok: [99.88, '±0.5'] }],
    [0.05, 3, 100, { ok: [98.5, '±0.5'] }],
    [0.05, 3, 1000, { ok: [95.67, '±0.5'] }],
    [0.2, 2, 10, { ok: [88.1, '±0.7'], load: [1.103, '0.5%'] }],
    [0.2, 2, 100, { ok: [91, '±0.7'], load: [1.134, '0.5%'] }],
    [0.2, 2, 1000, { ok: [98.8, '±0.5'], load: [1.239, '0.5%'] }],
  ].map(([f, strategy, clients, figures]) => ({
    id: 'B6',
    name: `100 rps of ${clients} clients, f=${f}, ${STRATEGIES[strategy]}`,
    reps: 10,
    figures,
    run: (seed) => run(tools, { seed, f, strategy, clients, seconds: 100, rate: 100 }),
  }))
  return [...byRate, ...byClients]
}

function run({ world, open }, { seed, f, strategy, clients, seconds, rate = 1000 }) {
  const made = world({
    seed,
    clients,
    policy: POLICIES[strategy],
    load: open('poisson', rate),
    durationMs: seconds * 1000,
    upstream: { network: exponential(10), faults: [errors(f)] },
  })
  if (strategy === 3) {
    for (const { operation } of made.clients) operation.budget = lifetimeBudget()
  }
  const { windows } = made.run().recorder
  const { succeeded, offered, attempts } = windows[0]
  return { ok: (100 * succeeded) / offered, load: attempts / offered }
}

/** No retry once more than a tenth of all first tries have failed, ever. */
function lifetimeBudget() {
  let [failures, first] = [0, 0]
  return {
    inFlight: 0,
    started: () => first++,
    succeeded: () => {},
    release: () => {},
    tryAcquire: () => ++failures / first <= 0.1,
  }
}
