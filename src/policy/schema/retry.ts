/** The retry policy: attempts, waits, randomisation, what is retried, and the budget. */
import * as z from 'zod'
import { count, durationOrNone, durationText, field, positiveOrNone, rate } from './field.js'
import { matcher } from './matcher.js'

const backoff = z
  .strictObject({
    kind: field(
      'choice',
      'exponential',
      'How the wait grows from retry to retry. Default exponential.',
      z.enum(['fixed', 'linear', 'exponential', 'fibonacci']),
    ),
    initial: field(
      'duration',
      500,
      'Wait before the first retry, before min, max, jitter. Default 500ms (resilience4j, Dapr).',
      durationText,
    ),
    multiplier: field(
      'number',
      2,
      'Growth factor of exponential backoff. 1 to 100. Default 2.',
      z.number().min(1).max(100),
    ),
    series: field(
      'choice',
      'power',
      'power: initial x multiplier^(k-1) before retry k. power-minus-one: initial x ' +
        '(multiplier^k - 1), as Envoy does. Default power.',
      z.enum(['power', 'power-minus-one']),
    ),
    min: field('duration', 0, 'Shortest wait before jitter. Default 0s.', durationText),
    max: field(
      'duration',
      30_000,
      'Longest wait before additive jitter, or none. Default 30s (cockatiel).',
      durationOrNone,
    ),
  })
  .describe('Waits between attempts.')

const jitter = z
  .strictObject({
    kind: field(
      'choice',
      'full',
      'none; full: 0 to the wait; equal: half to the wait; decorrelated: AWS; decorrelated-v2: ' +
        'Polly; additive: plus 0 to max; symmetric: plus or minus up to max; factor: the wait ' +
        'x (1 +- factor). Default full (AWS Builders Library).',
      z.enum([
        'none',
        'full',
        'equal',
        'decorrelated',
        'decorrelated-v2',
        'additive',
        'symmetric',
        'factor',
      ]),
    ),
    max: field(
      'duration',
      2000,
      'Largest amount of additive or symmetric jitter. Default 2s (the presets).',
      durationText,
    ),
    factor: field(
      'rate',
      0.5,
      'Share of the wait for factor jitter. 0 < f <= 1. Default 0.5 (resilience4j).',
      rate,
    ),
  })
  .describe('Randomisation of the waits.')

const budget = z
  .strictObject({
    kind: field(
      'choice',
      'ratio',
      'ratio: retries as a share of the calls in flight; token-bucket: retries spend tokens; ' +
        'concurrent: a plain limit of retries in flight. Default ratio.',
      z.enum(['ratio', 'token-bucket', 'concurrent']),
    ),
    ratio: field(
      'rate',
      0.2,
      'Largest share of attempts in flight that may be retries. 0 < r <= 1. Default 0.2 ' +
        '(Envoy, failsafe-go).',
      rate,
    ),
    minConcurrent: field(
      'count',
      3,
      'Retries in flight that the ratio always allows. Default 3 (Envoy).',
      count(0),
    ),
    maxTokens: field(
      'number',
      10,
      'Size of the token bucket. > 0. Default 10.',
      z.number().gt(0).max(1e9),
    ),
    tokenRatio: field(
      'number',
      0.1,
      'Tokens paid in per call; a retry costs one. > 0. Default 0.1 (gRPC).',
      z.number().gt(0).max(1000),
    ),
    depositOn: field(
      'choice',
      'success',
      'When tokens are paid in: at the start of a call or at its success. Default success (gRPC).',
      z.enum(['start', 'success']),
    ),
    maxConcurrent: field(
      'count',
      3,
      'Retries in flight at once for kind concurrent. Default 3 (Envoy).',
      count(0),
    ),
  })
  .describe('Limit on retries over all calls of an operation.')

/** Limits of their own for one kind of failure; what is not stated is as for all kinds. */
function plan(kind: string) {
  return z
    .strictObject({
      maxAttempts: field(
        'count',
        null,
        `Attempts of a call, the first included, once it has failed with ${kind}. 1 to 1000, or ` +
          'none for maxAttempts. Default none.',
        z.union([count(1, 1000), z.literal('none')]),
      ),
      initial: field(
        'duration',
        null,
        `Wait before the first retry after ${kind}, or none for backoff.initial. Default none.`,
        durationOrNone,
      ),
      max: field(
        'duration',
        null,
        `Longest wait after ${kind}, or none for backoff.max. Default none.`,
        durationOrNone,
      ),
    })
    .describe(`Retries after ${kind}.`)
    .optional()
}

const plans = z
  .strictObject({
    rateLimited: plan('a rate limit (429)'),
    timeout: plan('a timeout'),
    connection: plan('a connection error'),
    serverError: plan('a server error (5xx)'),
  })
  .describe('Limits of their own for kinds of failure.')

export const retry = z
  .strictObject({
    maxAttempts: field(
      'count',
      3,
      'All attempts of a call, the first included; 1 means no retry. 1 to 1000, or unlimited. ' +
        'Default 3 (resilience4j, AWS).',
      z.union([count(1, 1000), z.literal('unlimited')]),
    ),
    backoff: backoff.optional(),
    jitter: jitter.optional(),
    plans: plans.optional(),
    maxElapsed: field(
      'duration',
      null,
      'No attempt starts later than this after the first one; a running one is not cut. ' +
        'Or none. Default none.',
      positiveOrNone,
    ),
    retryOn: field(
      'open',
      { kinds: ['transient'] },
      'Failures that are retried. Default transient ones.',
      matcher,
    ),
    abortOn: field(
      'open',
      {},
      'Failures that are never retried; wins over retryOn. Default none.',
      matcher,
    ),
    respectRetryAfter: field(
      'boolean',
      true,
      'Whether a Retry-After of the upstream replaces a shorter wait. Default true (.NET).',
      z.boolean(),
    ),
    maxRetryAfter: field(
      'duration',
      300_000,
      'Longest Retry-After that is obeyed; a longer one ends the call. Or none. ' +
        'Default 5m (Envoy).',
      positiveOrNone,
    ),
    onOpenCircuit: field(
      'choice',
      'abort',
      'What a retry does when the breaker is open: abort the call, keep on retrying, or wait for ' +
        'half-open if the deadline allows. Default abort (Polly, Dapr).',
      z.enum(['abort', 'retry', 'wait']),
    ),
    nonIdempotent: field(
      'boolean',
      false,
      'Whether calls that are not idempotent (POST, PATCH) are retried too. Default false.',
      z.boolean(),
    ),
    budget: z
      .union([z.literal(false), budget])
      .describe('Limit on retries over all calls of an operation; false for none.')
      .optional(),
  })
  .describe('Further attempts after a failure.')
