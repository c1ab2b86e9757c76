/** The circuit breaker: what it counts, when it opens, how it learns that the upstream is back. */
import * as z from 'zod'
import { count, durationText, field, positiveOrNone, rate } from './field.js'
import { matcher } from './matcher.js'

const breakerWindow = z
  .strictObject({
    calls: field(
      'count',
      100,
      'Size of a count window, in calls. Default 100 (resilience4j).',
      count(1, 1_000_000),
    ),
    duration: field(
      'duration',
      10_000,
      'Length of a time window; in consecutive mode the time after which the count starts anew, ' +
        'or none. Default 10s (Hystrix) for time windows.',
      positiveOrNone,
    ),
    kind: field(
      'choice',
      'sliding',
      'sliding: the last stretch of time; tumbling: emptied at each end. Default sliding.',
      z.enum(['sliding', 'tumbling']),
    ),
  })
  .describe('What the breaker looks back at.')

const openGrowth = z
  .strictObject({
    kind: field(
      'choice',
      'none',
      'How openDuration grows with each opening in a row: linear: times the count of openings ' +
        '(Envoy); exponential: times multiplier. Default none.',
      z.enum(['none', 'linear', 'exponential']),
    ),
    multiplier: field(
      'number',
      2,
      'Factor of exponential growth. 1 to 100. Default 2.',
      z.number().min(1).max(100),
    ),
    max: field(
      'duration',
      300_000,
      'Longest open duration after growth, or none. Default 5m (Envoy).',
      positiveOrNone,
    ),
  })
  .describe('Longer waits while the upstream stays down.')

const openJitter = z
  .strictObject({
    kind: field(
      'choice',
      'none',
      'Randomisation of openDuration: factor: x (1 +- factor); additive: plus 0 to max. ' +
        'Default none.',
      z.enum(['none', 'factor', 'additive']),
    ),
    factor: field('rate', 0.5, 'Share for kind factor. Default 0.5 (resilience4j).', rate),
    max: field('duration', 1000, 'Largest addition for kind additive. Default 1s.', durationText),
  })
  .describe('Randomisation of the open duration.')

const halfOpen = z
  .strictObject({
    maxCalls: field(
      'count',
      1,
      'Trial calls admitted in half-open. Default 1 (Hystrix, Polly).',
      count(1, 100_000),
    ),
    decision: field(
      'choice',
      'successes',
      'successes: that many close it and one failure opens it again; rate: the failure rate over ' +
        'maxCalls trials decides (resilience4j). Default successes.',
      z.enum(['successes', 'rate']),
    ),
    successes: field(
      'count',
      1,
      'Successes in a row that close the breaker. At most maxCalls at a time run. Default 1.',
      count(1, 100_000),
    ),
    maxWait: field(
      'duration',
      60_000,
      'Longest stay in half-open without a verdict, or none. Default 1m.',
      positiveOrNone,
    ),
    afterMaxWait: field(
      'choice',
      'half-open',
      'State after maxWait: half-open with fresh permits, open, or closed. Default half-open.',
      z.enum(['half-open', 'open', 'closed']),
    ),
  })
  .describe('How the breaker finds out whether the upstream is back.')

export const circuitBreaker = z
  .strictObject({
    mode: field(
      'choice',
      'consecutive',
      'consecutive: failures in a row; count-window: over the last calls; time-window: over the ' +
        'last stretch of time. Default consecutive.',
      z.enum(['consecutive', 'count-window', 'time-window']),
    ),
    threshold: field(
      'count',
      null,
      'Failures that open the breaker: in a row (consecutive; default 5) or in the window ' +
        '(window modes; default none). 1 to 100000, or none.',
      z.union([count(1, 100_000), z.literal('none')]),
    ),
    failureRate: field(
      'rate',
      null,
      'Share of failures in the window at which the breaker opens. 0 < r <= 1, or none. ' +
        'Window modes only; default 0.5 (resilience4j, Hystrix) unless threshold is given.',
      z.union([rate, z.literal('none')]),
    ),
    slowCallRate: field(
      'rate',
      null,
      'Share of slow calls in the window at which the breaker opens. 0 < r <= 1, or none. ' +
        'Window modes only. Default none.',
      z.union([rate, z.literal('none')]),
    ),
    slowCallDuration: field(
      'duration',
      null,
      'A call that takes longer is slow. > 0s, or none. Default none.',
      positiveOrNone,
    ),
    window: breakerWindow.optional(),
    minimumThroughput: field(
      'count',
      10,
      'Outcomes needed in the window before a rate counts. Default 10.',
      count(0),
    ),
    compare: field(
      'choice',
      'gte',
      'Whether reaching the threshold opens (gte) or only exceeding it (gt). Default gte ' +
        '(resilience4j, Polly); opossum and Sentinel use gt.',
      z.enum(['gte', 'gt']),
    ),
    openDuration: field(
      'duration',
      60_000,
      'Time in open before the first trial. Default 1m (resilience4j).',
      durationText,
    ),
    openGrowth: openGrowth.optional(),
    openJitter: openJitter.optional(),
    halfOpen: halfOpen.optional(),
    scope: field(
      'choice',
      'attempt',
      'Whether each attempt counts, or the call with all its attempts. Default attempt ' +
        '(resilience4j, Polly, Dapr).',
      z.enum(['attempt', 'call']),
    ),
    per: field(
      'choice',
      'operation',
      'One breaker for the operation, or one for each upstream host. Default operation.',
      z.enum(['operation', 'host']),
    ),
    maxEjectionRate: field(
      'rate',
      null,
      'Largest share of hosts that may be open at once, for per: host. Or none. Default none.',
      z.union([z.number().gte(0).lte(1), z.literal('none')]),
    ),
    recordOn: field(
      'open',
      { kinds: ['transient'] },
      'Failures that count. Default transient ones.',
      matcher,
    ),
    ignoreOn: field('open', {}, 'Failures that do not count. Default none.', matcher),
    ignoredCountsAs: field(
      'choice',
      'nothing',
      'What an ignored failure is: nothing (resilience4j) or success (MicroProfile). ' +
        'Default nothing.',
      z.enum(['nothing', 'success']),
    ),
    countRejections: field(
      'boolean',
      false,
      "Whether the own bulkhead's rejections count as failures (Hystrix, opossum). Default false.",
      z.boolean(),
    ),
  })
  .describe('Stops calling an upstream that keeps failing.')
