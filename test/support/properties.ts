/**
 * One seed for all properties, so that a run is the same everywhere. `FC_SEED=random` searches new
 * ground, `FC_SEED=<number>` repeats what a failing run printed.
 */
import fc from 'fast-check'

const DEFAULT_SEED = 20_261_123
const wish = process.env.FC_SEED

if (wish !== 'random') fc.configureGlobal({ seed: wish ? Number(wish) : DEFAULT_SEED })
