/** B2: retries against failures of known chance, outages and flapping of known length. */
import { after, always, atOnce, constant, doubling, errors, exponential } from './tools.mjs'

const CALLS = 100_000
const four = (share) => `±${(4 * Math.sqrt((share * (1 - share)) / CALLS)).toPrecision(2)}`

export function retries(tools) {
  return [
    ...independent(tools),
    ...nested(tools),
    ...timeouts(tools),
    ...outages(tools),
    ...flapping(tools),
    composition(tools),
  ]
}

const summary = ({ recorder: { windows } }) => ({
  success: windows[0].succeeded / windows[0].offered,
  attempts: windows[0].attempts / windows[0].offered,
  failed: windows[0].failedInAll,
})

function independent({ world, open }) {
  const rows = [
    [0.1, 0.9999, 1.111],
    [0.3, 0.9919, 1.417],
    [0.5, 0.9375, 1.875],
    [0.75, 0.68359, 2.7344],
    [0.9, 0.3439, 3.439],
  ]
  return rows.map(([p, success, attempts]) => ({
    id: 'B2',
    name: `n=4 p=${p}`,
    figures: { success: [success, four(success)], attempts: [attempts, '1%'] },
    quick: p === 0.5,
    run: (seed) =>
      summary(
        world({
          seed,
          policy: { retry: atOnce(4) },
          load: open('poisson', 1000),
          durationMs: CALLS,
          upstream: { faults: [errors(p)] },
        }).run(),
      ),
  }))
}

function nested({ world, open, policyOf }) {
  const rows = [
    [1, 4, 3, 64, 0, '='],
    [1, 3, 5, 243, 0, '='],
    [1, 3, 4, 81, 0, '='],
    [0.9, 4, 3, 9.988, 0.99882, '2%'],
    [0.99, 3, 3, 23.766, 0.23766, '3%'],
  ]
  return rows.map(([p, n, k, calls, success, gate]) => ({
    id: 'B2',
    name: `${k} layers of ${n} attempts, p=${p}`,
    figures: { calls: [calls, gate], success: [success, p === 1 ? '=' : '±0.008'] },
    quick: p === 1,
    run: (seed) => {
      const count = p === 1 ? 20 : 50_000
      const layer = { policy: policyOf({ retry: atOnce(n) }) }
      const run = world({
        seed,
        policy: { retry: atOnce(n) },
        layers: Array.from({ length: k - 1 }, (_, i) => ({ ...layer, name: `layer-${i + 1}` })),
        load: open('regular', 1000),
        durationMs: count,
        upstream: { faults: [errors(p)] },
      }).run()
      return { ...summary(run), calls: run.upstream.books.arrived / count }
    },
  }))
}

function timeouts({ world, open }) {
  const run = (seed, meanMs, attempts) =>
    summary(
      world({
        seed,
        policy: { timeout: { attempt: '70ms' }, retry: atOnce(attempts) },
        load: open('poisson', 1000),
        durationMs: CALLS,
        upstream: { latency: exponential(meanMs) },
      }).run(),
    )
  return [
    {
      id: 'B2',
      name: 'exponential 100 ms cut at 70 ms',
      figures: { success: [1 - 0.4966, four(0.4966)] },
      run: (seed) => run(seed, 100, 1),
    },
    {
      id: 'B2',
      name: 'exponential cut at its mean, n=3',
      figures: { success: [0.95021, four(0.95021)], attempts: [1.50321, '1%'] },
      run: (seed) => run(seed, 70, 3),
    },
  ]
}

function outages({ world, open }) {
  const run = (seed, jitter, seconds) =>
    summary(
      world({
        seed,
        policy: { retry: doubling(4, 1000, 4000, jitter) },
        load: open('regular', 100),
        durationMs: 30_000,
        upstream: { faults: [{ kind: 'refuse', atMs: 5000, durationMs: seconds * 1000 }] },
      }).run(),
    )
  return [
    {
      id: 'B2',
      name: 'outage of 10 s, waits 1, 2, 4 s',
      figures: { failed: [300, '='] },
      quick: true,
      run: (seed) => run(seed, 'none', 10),
    },
    {
      id: 'B2',
      name: 'the same with full jitter',
      reps: 100,
      figures: { failed: [650, '1%'] },
      run: (seed) => run(seed, 'full', 10),
    },
  ]
}

function flapping({ world, open }) {
  const rows = [
    ['n=1', atOnce(1), 0.5, '±0.0001'],
    ['n=2 d=1', after(2, 1000), 0.6, '±0.0001'],
    ['n=4 d=1', after(4, 1000), 0.8, '±0.0001'],
    ['n=3 d=2.5', after(3, 2500), 1, '±0.0001'],
    ['one retry within U(0, 1 s)', doubling(2, 1000, 1000, 'full'), 0.55, '±0.005'],
    ['one retry within U(0, 4 s)', doubling(2, 4000, 4000, 'full'), 0.7, '±0.005'],
  ]
  return rows.map(([name, retry, availability, gate]) => ({
    id: 'B2',
    name: `flapping 5/5 s, ${name}`,
    figures: { success: [availability, gate] },
    quick: gate === '±0.0001',
    run: (seed) =>
      summary(
        world({
          seed,
          policy: { retry },
          load: open('regular', 100),
          durationMs: 1_000_000,
          upstream: {
            faults: [{ kind: 'refuse', ...forever, flap: { downMs: 5000, upMs: 5000 } }],
          },
        }).run(),
      ),
  }))
}

const forever = { atMs: 0, durationMs: 2_000_000 }

function composition({ world, open }) {
  return {
    id: 'B2',
    name: 'faults in series: 2 %, 50 %, 10 %, 1 %',
    figures: {
      refused: [2, '±0.1'],
      slowed: [49, '±0.4'],
      failed: [9.8, '±0.25'],
      changed: [0.882, '±0.08'],
    },
    run: (seed) => {
      const run = world({
        seed,
        load: open('regular', 1000),
        durationMs: 250_000,
        upstream: {
          latency: constant(1),
          faults: [
            { kind: 'refuse', ...always, share: 0.02 },
            { kind: 'latency', ...always, share: 0.5, addMs: 10 },
            { kind: 'errors', ...always, share: 0.1 },
            { kind: 'errors', ...always, share: 0.01, status: 500 },
          ],
        },
      }).run()
      const [refused, slowed, failed, changed] = run.upstream.faults.all.map(
        ({ touched }) => (100 * touched) / 250_000,
      )
      return { refused, slowed, failed, changed }
    },
  }
}
