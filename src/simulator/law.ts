/**
 * Laws of durations: service times, network legs, think times. Each sample takes one number from
 * the stream (a bimodal one takes two, a constant none) and is never negative.
 */
import { exp, ln, normalQuantile } from '../orchestrator/exact-math.js'
import type { Random } from '../orchestrator/random.js'

/** All times in ms. */
export type Law =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  /** A negative sample counts as 0, or by its size with `folded`. */
  | {
      readonly kind: 'normal'
      readonly meanMs: number
      readonly sdMs: number
      readonly folded?: boolean
    }
  /** By median and 99th percentile, p99 ≥ p50 > 0. */
  | { readonly kind: 'lognormal'; readonly p50Ms: number; readonly p99Ms: number }
  /** `slowShare` of all samples (0..1) follow `slow`. */
  | {
      readonly kind: 'bimodal'
      readonly fast: Law
      readonly slow: Law
      readonly slowShare: number
    }
  /** Measured values, at least one, each as likely as the others. */
  | { readonly kind: 'empirical'; readonly valuesMs: readonly number[] }

/** The next duration in ms. */
export type Sampler = () => number

/** The 99th percentile of the standard normal. */
const Z99 = 2.3263478740408408

export function sigmaOf(p50Ms: number, p99Ms: number): number {
  return ln(p99Ms / p50Ms) / Z99
}

export function createSampler(law: Law, random: Random): Sampler {
  switch (law.kind) {
    case 'constant': {
      const { ms } = law
      return () => ms
    }
    case 'exponential': {
      const { meanMs } = law
      // 1 - u is in (0, 1].
      return () => -meanMs * ln(1 - random())
    }
    case 'normal': {
      const { meanMs, sdMs, folded = false } = law
      return () => {
        const sample = meanMs + sdMs * normalQuantile(inside(random()))
        return folded ? Math.abs(sample) : Math.max(0, sample)
      }
    }
    case 'lognormal': {
      const { p50Ms, p99Ms } = law
      const sigma = sigmaOf(p50Ms, p99Ms)
      return () => p50Ms * exp(sigma * normalQuantile(inside(random())))
    }
    case 'bimodal': {
      const fast = createSampler(law.fast, random)
      const slow = createSampler(law.slow, random)
      return () => (random() < law.slowShare ? slow() : fast())
    }
    case 'empirical': {
      const { valuesMs } = law
      return () => valuesMs[Math.floor(random() * valuesMs.length)]!
    }
  }
}

/** From [0, 1) in steps of 2^-32 to the middle of each step: never 0 nor 1. */
function inside(u: number): number {
  return u + 1 / 8_589_934_592
}

/** Expected value in ms; of a normal law the mean before cutting at 0. */
export function meanOf(law: Law): number {
  switch (law.kind) {
    case 'constant':
      return law.ms
    case 'exponential':
    case 'normal':
      return law.meanMs
    case 'lognormal': {
      const sigma = sigmaOf(law.p50Ms, law.p99Ms)
      return law.p50Ms * exp((sigma * sigma) / 2)
    }
    case 'bimodal':
      return (1 - law.slowShare) * meanOf(law.fast) + law.slowShare * meanOf(law.slow)
    case 'empirical':
      return law.valuesMs.reduce((sum, value) => sum + value, 0) / law.valuesMs.length
  }
}
