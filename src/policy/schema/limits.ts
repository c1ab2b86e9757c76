/** The policies of few settings: timeout, bulkhead, rate limit, hedge, fallback. */
import * as z from 'zod'
import {
  count,
  durationOrNone,
  durationText,
  field,
  positiveDuration,
  positiveOrNone,
} from './field.js'
import { matcher } from './matcher.js'

export const timeout = z
  .strictObject({
    attempt: field(
      'duration',
      null,
      'Limit of one attempt. > 0s, or none. Default none.',
      positiveOrNone,
    ),
    total: field(
      'duration',
      null,
      'Deadline of the whole call: all attempts and waits. > 0s, or none. Default none.',
      positiveOrNone,
    ),
    connect: field(
      'duration',
      null,
      'Limit for setting up the connection. > 0s, or none. Default none.',
      positiveOrNone,
    ),
  })
  .describe('Time limits.')

export const bulkhead = z
  .strictObject({
    maxConcurrent: field(
      'count',
      10,
      'Attempts in flight at once. Default 10 (Hystrix, MicroProfile).',
      count(1, 1_000_000),
    ),
    maxQueued: field(
      'count',
      0,
      'Attempts that may wait for a slot, or unlimited. Default 0.',
      z.union([count(0), z.literal('unlimited')]),
    ),
    maxWait: field(
      'duration',
      null,
      'Longest wait for a slot, or none. Default none.',
      durationOrNone,
    ),
    group: field(
      'open',
      null,
      'Name of a pool that several operations share. Default: one of its own for the operation.',
      z.union([z.string().min(1).max(200), z.literal('none')]),
    ),
  })
  .describe('Limit on concurrency.')

export const rateLimit = z
  .strictObject({
    limit: field(
      'number',
      50,
      'Permits in a period. > 0. Default 50 (resilience4j).',
      z.number().gt(0).max(1e9),
    ),
    period: field('duration', 1000, 'Length of a period. > 0s. Default 1s.', positiveDuration),
    burst: field(
      'count',
      null,
      'Permits that may be saved up, or none for limit. Default none.',
      z.union([count(1), z.literal('none')]),
    ),
    maxWait: field('duration', 0, 'Longest wait for a permit. Default 0s: reject.', durationText),
    algorithm: field(
      'choice',
      'token-bucket',
      'token-bucket, fixed-window (resilience4j), sliding-window, or smooth (even spacing). ' +
        'Default token-bucket.',
      z.enum(['token-bucket', 'fixed-window', 'sliding-window', 'smooth']),
    ),
  })
  .describe('Limit on calls in a period.')

export const hedge = z
  .strictObject({
    delay: field(
      'duration',
      2000,
      'Time after which a further attempt is sent while the last one runs. Default 2s (Polly).',
      durationText,
    ),
    max: field('count', 1, 'Further attempts. 1 to 10. Default 1 (Polly).', count(1, 10)),
    continueOn: field(
      'open',
      {},
      'Failures of one attempt that let the others go on (gRPC nonFatalStatusCodes).',
      matcher,
    ),
  })
  .describe('Second attempts against slow ones.')

export const fallback = z
  .strictObject({
    handler: field(
      'open',
      null,
      'Name of a function registered in code that gives the answer.',
      z.string().min(1).max(200),
    ),
    value: field('open', undefined, 'The answer itself, any JSON value.', z.json()),
    status: field(
      'count',
      null,
      'HTTP status of the answer, for gateways. 100 to 599.',
      z.int().min(100).max(599),
    ),
    on: field(
      'open',
      { kinds: ['any'] },
      'Failures that the fallback answers. Default any.',
      matcher,
    ),
  })
  .describe('The answer when the call has failed for good.')
