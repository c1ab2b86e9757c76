/**
 * B3: the moments of the waits, from the orchestrator's own function, and the herd that they make.
 */
import { doubling } from './tools.mjs'

const SAMPLES = 1_000_000

export function backoff({ sim, world, together }) {
  const { createRandom, delayMs, jitterMemory } = sim
  const fixed = { kind: 'fixed', initialMs: 1, multiplier: null, series: null, minMs: null }

  /** Mean and variance of the k-th wait. */
  const moments = (seed, kind, k, maxMs = null) => {
    const random = createRandom(seed)
    const jitter = { kind, maxMs: null, factor: null }
    let [sum, squares] = [0, 0]
    for (let i = 0; i < SAMPLES; i++) {
      let [wait, memory] = [0, undefined]
      for (let step = 1; step <= k; step++) {
        const chance = random()
        wait = delayMs({ ...fixed, maxMs }, jitter, step, chance, memory)
        memory = jitterMemory(jitter, wait, step, chance)
      }
      sum += wait
      squares += wait * wait
    }
    const mean = sum / SAMPLES
    return { mean, variance: squares / SAMPLES - mean * mean }
  }

  const plain = [
    ['full', 1, 0.5, 1 / 12],
    ['equal', 1, 0.75, 1 / 48],
    ...[2, 3.5, 5.75, 9.125].map((mean, i) => [
      'decorrelated',
      i + 1,
      mean,
      [0.3333, 3.0833, 16.771, 72.32][i],
    ]),
  ].map(([kind, k, mean, variance]) => ({
    id: 'B3',
    name: `${kind}, wait ${k}`,
    quick: kind === 'full',
    figures: { mean: [mean, '0.5%'], variance: [variance, '1.5%'] },
    run: (seed) => moments(seed, kind, k),
  }))

  const capped = {
    id: 'B3',
    name: 'decorrelated from 5 up to 2000',
    figures: Object.fromEntries(
      [10, 17.5, 28.75, 71, 231.5, 511, 793, 907].map((mean, i) => [
        `wait ${CAPPED_STEPS[i]}`,
        [mean, '1%'],
      ]),
    ),
    run: (seed) => cappedMeans(seed, sim),
  }

  const herd = [
    ['full', 18.7, '5%'],
    ['equal', 30.8, '5%'],
    ['none', 1000, '='],
  ].map(([kind, busiest, gate]) => ({
    id: 'B3',
    name: `1000 fail together, ${kind} jitter of 1 s`,
    reps: kind === 'none' ? 1 : 200,
    figures: { busiest: [busiest, gate] },
    run: (seed) => {
      const run = world({
        seed,
        clients: 1000,
        load: together,
        durationMs: 10,
        bucketMs: 10,
        policy: { retry: doubling(2, 1000, 1000, kind) },
        upstream: { faults: [{ kind: 'refuse', atMs: 0, durationMs: 0.001 }] },
      }).run()
      const later = run.recorder.buckets.slice(1).map((bucket) => bucket.attempts)
      return { busiest: Math.max(...later) }
    },
  }))
  return [...plain, capped, ...herd]
}

const CAPPED_STEPS = [1, 2, 3, 5, 8, 12, 20, 40]

function cappedMeans(seed, { createRandom, delayMs }) {
  const random = createRandom(seed)
  const backoff = {
    kind: 'fixed',
    initialMs: 5,
    multiplier: null,
    series: null,
    minMs: null,
    maxMs: 2000,
  }
  const jitter = { kind: 'decorrelated', maxMs: null, factor: null }
  const runs = 400_000
  const sums = new Map(CAPPED_STEPS.map((k) => [k, 0]))
  for (let i = 0; i < runs; i++) {
    let memory
    for (let k = 1; k <= 40; k++) {
      memory = delayMs(backoff, jitter, k, random(), memory)
      if (sums.has(k)) sums.set(k, sums.get(k) + memory)
    }
  }
  return Object.fromEntries([...sums].map(([k, sum]) => [`wait ${k}`, sum / runs]))
}
