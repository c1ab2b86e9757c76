/**
 * What a scenario file may say. Durations have their unit in the value (`30s`), shares are 0..1,
 * rates are calls per second of all clients together. scenario-world.ts makes a world of it.
 */
import * as z from 'zod'
import { parseDuration } from '../policy/duration.js'
import { policy } from '../policy/schema.js'

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'expected a duration, e.g. "250ms" or "30s"')
const share = z.number().min(0).max(1)
const count = (min: number, max = 1_000_000) => z.int().min(min).max(max)

/** Most measured values of one law. */
export const MAX_VALUES = 1_000_000

const simpleLaw = z.union([
  z.strictObject({ constant: duration }),
  z.strictObject({ exponential: z.strictObject({ mean: duration }) }),
  z.strictObject({ normal: z.strictObject({ mean: duration, sd: duration }) }),
  z.strictObject({ lognormal: z.strictObject({ p50: duration, p99: duration }) }),
  z.strictObject({ values: z.array(z.number().min(0)).min(1).max(MAX_VALUES) }),
  z.strictObject({ file: z.string().min(1).max(1000) }),
])
const law = z
  .union([
    ...simpleLaw.options,
    z.strictObject({
      bimodal: z.strictObject({ fast: simpleLaw, slow: simpleLaw, slowShare: share }),
    }),
  ])
  .describe(
    'A law of durations. values: measured ones, in ms. file: such values, one a line, in a file ' +
      'beside this one.',
  )

const load = z.union([
  z.strictObject({
    arrivals: z.enum(['poisson', 'regular']).default('poisson'),
    rate: z.number().gt(0).max(1e6).describe('Calls per second of all clients together.'),
    spikes: z
      .array(
        z.strictObject({
          at: duration,
          for: duration,
          factor: z.number().min(0).max(1000),
          ramp: duration.optional(),
        }),
      )
      .max(100)
      .optional()
      .describe('The rate times `factor` for a while; `ramp` is the way up and down, within it.'),
  }),
  z.strictObject({
    think: law,
    spread: duration.optional().describe('First calls are spread over this long. Default 0s.'),
    callsEach: count(1).optional().describe('Calls of each client. Default without end.'),
  }),
])

const upstream = z.strictObject({
  latency: law,
  latencyPerCall: duration.optional().describe('Added for each call in it. Default 0s.'),
  network: law.optional().describe('Way there and way back, each. Default none.'),
  workers: count(1).optional().describe('Calls worked on at a time. Default without limit.'),
  queueBound: count(0).optional().describe('Calls that may wait. Default without limit.'),
  order: z.enum(['fifo', 'lifo']).optional().describe('Default fifo.'),
  partitions: count(1, 1000).optional().describe('Shards of equal size. Default 1.'),
  capacity: z
    .array(z.strictObject({ at: duration, share: share }))
    .min(1)
    .max(1000)
    .optional()
    .describe('Share of the workers over time, in straight pieces. Default 1.'),
  abandoned: z
    .enum(['goes-on', 'leaves-queue', 'stops'])
    .optional()
    .describe('What becomes of work whose caller has gone. Default goes-on.'),
  dropsHopeless: z.boolean().optional().describe('Begins no work that would be late. Default no.'),
  rateLimit: z
    .strictObject({
      limit: z.number().gt(0).max(1e9),
      period: duration,
      algorithm: z.enum(['token-bucket', 'fixed-window']).default('token-bucket'),
      burst: z.number().gt(0).optional(),
      retryAfter: z.boolean().optional().describe('Whether a 429 says when. Default true.'),
    })
    .optional(),
  coldStart: z
    .strictObject({ initialWorkers: count(1), calls: count(1), extra: duration })
    .optional()
    .describe('Workers are started as load asks for them; their first calls take longer.'),
  cache: z
    .strictObject({
      hitRate: share,
      entries: count(1, 1e9),
      latency: duration,
      lostAt: duration.optional(),
    })
    .optional(),
})

const fault = z.strictObject({
  kind: z.enum(['refuse', 'swallow', 'stall', 'capacity', 'latency', 'errors']),
  at: duration,
  for: duration,
  rampUp: duration.optional(),
  rampDown: duration.optional(),
  share: share.optional().describe('Share of calls that it touches. Default 1.'),
  flap: z.strictObject({ down: duration, up: duration }).optional(),
  partition: z.int().min(0).optional().describe('Only calls for this one. Default all.'),
  status: z.int().min(400).max(599).optional().describe('errors: the status. Default 503.'),
  add: duration.optional().describe('latency: added to the work. Default 0s.'),
  factor: z.number().min(0).max(1000).optional().describe('latency: times the work. Default 1.'),
  left: share.optional().describe('capacity: what is left of the workers. Default 0.'),
  target: z.enum(['upstream', 'fallback']).optional().describe('Default upstream.'),
})

export const scenarioSchema = z.strictObject({
  version: z.literal(1),
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name in kebab-case')
    .max(60),
  title: z.string().min(1).max(120),
  watch: z.string().max(2000).optional().describe('What to look at in the result.'),
  duration: duration.describe('How long the load lasts; what is under way then is waited for.'),
  recovery: duration.optional().describe('Phase after the last fault. Default 30s.'),
  clients: count(1, 100_000).optional().describe('Each with its own state. Default 1.'),
  load,
  upstream,
  fallback: upstream.optional(),
  layers: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(60),
        instances: count(1, 1000).optional(),
        policy: policy.optional().describe('Default: the policy under test.'),
      }),
    )
    .max(20)
    .optional()
    .describe('Services between the clients and the upstream.'),
  faults: z.array(fault).max(100).optional(),
  policy: policy.optional().describe('Runs where no other policy is given.'),
  expect: z.array(z.string().min(1).max(200)).max(100).optional(),
})

/** A scenario as a file writes it. */
export type ScenarioInput = z.input<typeof scenarioSchema>
/** A checked one. */
export type Scenario = z.output<typeof scenarioSchema>
export type ScenarioLaw = z.output<typeof law>
export type ScenarioUpstream = z.output<typeof upstream>
export type ScenarioFault = z.output<typeof fault>
export type ScenarioSimpleLaw = z.output<typeof simpleLaw>
