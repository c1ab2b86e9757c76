/**
 * What the checks of verify-simulator share: worlds with little in them, replications, figures.
 *
 * A check is { id, name, reps, run(seed, rep) → { figure: number }, figures: { figure: [expected,
 * tolerance, note] } }. A note says why a figure differs from its source; it then counts as
 * explained, not as passed. Tolerances: `1.5%` of the expected value, `±0.01`, `=` exact, `<=`,
 * `>=`. `quick` marks what also runs with the tests, as it is. `sim` holds the simulator's modules,
 * from dist/ or from src/, so that both run the same checks.
 */

export const constant = (ms) => ({ kind: 'constant', ms })
export const exponential = (meanMs) => ({ kind: 'exponential', meanMs })

export function toolsOf(sim) {
  const { World, Profile, resolveOperation } = sim
  const off = { retry: false, circuitBreaker: false, timeout: false }

  /** A policy with nothing in it but `parts`, in the words of a policy document. */
  const policyOf = (parts = {}) => {
    const document = { version: 1, defaults: { ...off, ...parts } }
    return resolveOperation({ document }, undefined).policy
  }

  const open = (arrivals, ratePerS) => ({
    kind: 'open',
    arrivals,
    ratePerS: typeof ratePerS === 'number' ? Profile.constant(ratePerS) : ratePerS,
  })

  /** Each of N clients makes one call at 0. */
  const together = { kind: 'closed', think: constant(1e12), callsEach: 1 }

  const world = ({ policy, upstream, ...options }) =>
    new World({
      checks: 'sampled',
      bucketMs: 60_000,
      ...options,
      policy: policyOf(policy),
      upstream: { name: 'upstream', latency: constant(0), ...upstream },
    })

  return { sim, policyOf, open, together, world }
}

/** Retry that waits exactly `waits` (ms) before each further attempt, if they double. */
export const doubling = (maxAttempts, initial, max, jitter = 'none') => ({
  maxAttempts,
  backoff: {
    kind: 'exponential',
    initial: `${initial}ms`,
    multiplier: 2,
    min: '0s',
    max: `${max}ms`,
  },
  jitter: { kind: jitter },
  maxElapsed: 'none',
})

export const atOnce = (maxAttempts) => ({
  maxAttempts,
  backoff: { kind: 'fixed', initial: '0s' },
  jitter: { kind: 'none' },
  maxElapsed: 'none',
})

export const after = (maxAttempts, waitMs) => ({
  ...atOnce(maxAttempts),
  backoff: { kind: 'fixed', initial: `${waitMs}ms` },
})

export const always = { atMs: 0, durationMs: 1e12 }
export const errors = (share) => ({ kind: 'errors', ...always, share })

export function statistics(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1)
  return { mean, sd: Math.sqrt(variance), error: Math.sqrt(variance / values.length) }
}

/** Runs a check; one row for each of its figures. */
export function runCheck(check, seed = '') {
  const reps = check.reps ?? 1
  const samples = Array.from({ length: reps }, (_, rep) =>
    check.run(`${seed}${check.id} ${check.name} ${rep}`, rep),
  )
  return Object.entries(check.figures).map(([figure, [expected, tolerance, note]]) => {
    const { mean, error } = statistics(samples.map((sample) => Number(sample[figure])))
    const z = error > 0 ? Math.abs(mean - expected) / error : 0
    const ok = within(mean, expected, tolerance)
    return {
      id: check.id,
      name: check.name,
      figure,
      expected,
      measured: mean,
      tolerance,
      z,
      ok,
      note,
    }
  })
}

function within(measured, expected, tolerance) {
  if (Number.isNaN(measured)) return false
  if (tolerance === '=') return measured === expected
  if (tolerance === '<=') return measured <= expected
  if (tolerance === '>=') return measured >= expected
  const size = Number.parseFloat(tolerance.replace('±', ''))
  const allowed = tolerance.endsWith('%') ? (Math.abs(expected) * size) / 100 : size
  return Math.abs(measured - expected) <= allowed
}
