/** What `resil simulate` runs when it is given nothing: scenarios, and what is expected of them. */
import * as z from 'zod'

const text = (most: number) => z.string().min(1).max(most)

export const simulate = z
  .array(
    z.strictObject({
      scenario: text(500).describe('A built-in scenario, or a file; relative to this one.'),
      operation: text(200)
        .describe('The operation it is run for. Default: the defaults.')
        .optional(),
      rate: z
        .number()
        .gt(0)
        .max(1e6)
        .describe("Calls per second in the place of the scenario's.")
        .optional(),
      seed: z
        .union([z.int().min(0), text(100)])
        .describe('Default: the same constant for all.')
        .optional(),
      seeds: z.int().min(1).max(10_000).describe('Runs, each with a seed. Default 1.').optional(),
      expect: z
        .array(text(200))
        .max(100)
        .describe('Each as `availability.after >= 99.9%`.')
        .optional(),
    }),
  )
  .max(1000)
  .describe('What `resil simulate` rehearses, with what is expected.')
