/**
 * Chance by purpose: arrivals, service times, each fault and each client's jitter draw from streams
 * of their own, so that two policies under one seed see the same arrivals, and a further fault does
 * not shift anything else. The generator is the machine's own (orchestrator/random.ts).
 */
import { createRandom, type Random } from '../orchestrator/random.js'

/** The seed of a run that names none. Constant, so that such a run can be repeated. */
export const DEFAULT_SEED = 20_260_101

export class Streams {
  readonly seed: number | string

  constructor(seed: number | string = DEFAULT_SEED) {
    this.seed = seed
  }

  /** The stream of a purpose, from its beginning: ask once, keep it. */
  of(purpose: string): Random {
    return createRandom(`${this.seed}/${purpose}`)
  }
}
