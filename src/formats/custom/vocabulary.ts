/**
 * What the words of hand-made configurations mean: the roles that a value can play in each topic
 * (retry, breaker, …), and the phrases for them. Data only; recognise.ts reads it.
 *
 * Phrases are in the words of words.ts (synonyms made one, singular, no unit). `strong` tells by
 * itself what it is; `weak` may be about anything and counts only beside others or inside its
 * topic; `inside` counts inside its topic or with the topic's word in the same key (`cb_timeout`);
 * `own` only with the topic's word in the same key. `''` is the topic's word alone (`retries: 3`).
 */

import type { Topic } from './topics.js'

export interface Phrases {
  readonly strong?: string
  readonly weak?: string
  readonly inside?: string
  readonly own?: string
}

/** Phrases by topic and role; several are split by `|`. */
export const PHRASES = {
  retry: {
    attempts: {
      weak: 'max attempt|max total attempt|attempt max',
      inside: 'attempt|attempt count|max attempt count|total attempt|attempt limit|max attempt',
    },
    retries: { inside: '|max|count|limit|times|max count|max times|amount|max limit' },
    planSlow: { inside: 'timeout failure retry|timeout retry' },
    planLimited: { inside: 'ratelimit failure retry|ratelimit retry' },
    planLost: { inside: 'connect failure retry|connect retry|network failure retry' },
    planServer: { inside: 'internal server failure retry|server failure retry|server retry' },
    wait: {
      inside: 'delay|interval|delay interval|after|between|delay between|between delay',
      own: 'cooldown|duration|time',
    },
    initial: {
      weak: 'initial delay|base delay|initial interval|seed delay|delay base',
      inside:
        'min timeout|initial|base|start|start delay|base interval|delay initial|delay start|seed',
    },
    backoffMax: {
      weak: 'max delay|max interval|delay max',
      inside: 'max timeout|delay cap|cap|delay limit|max delay interval|max sleep|interval max',
    },
    backoffMin: { weak: 'min delay|delay min', inside: 'min interval|min' },
    multiplier: {
      weak: 'multiplier|delay multiplier',
      inside:
        'growth|growth multiplier|exponent|delay factor|growth factor|growth rate|coefficient',
    },
    factor: { inside: 'factor' },
    backoffKind: { inside: 'strategy|kind|policy|mode|algorithm|delay strategy|delay kind' },
    jitterEnabled: { inside: 'randomize|randomise' },
    increment: { inside: 'increment|step|delay increment|delay step|increment delay' },
    maxElapsed: {
      strong: 'max elapsed|max elapsed time',
      inside: 'max duration|total delay|max total delay|max time|total time|max total time|elapsed',
      own: 'timeout|total timeout|deadline|total duration|time limit|window',
    },
    retryOn: {
      strong:
        'retryable failure|retryable status code|retryable status|retryable code|status forcelist',
      weak: 'retryable',
      inside:
        'on|on failure|failure|on status|on status code|status|status code|on code|code|if|when|' +
        'http code|http status|http status code|on http status|on http code|on http status code|' +
        'on failure kind|failure kind|failure code|on failure code|condition|retryable failure ' +
        'kind|' +
        'retryable failure code|retryable http code|on retryable failure|on kind|policy on',
    },
    abortOn: {
      strong: 'non retryable failure|non retryable status code|non retryable|nonretryable failure',
      inside:
        'no on|not on|do not on|dont on|abort on|ignore|ignore failure|ignored failure|exclude|' +
        'exclude failure|never on|skip on|skip|give up on|fatal failure|stop on|except|abort if|' +
        'unretryable failure|abort|no for|no on failure',
    },
    allFailures: { inside: 'all failure|all|on all failure|any failure|on any failure|on any' },
    onTimeout: { inside: 'on timeout', own: 'on timeout' },
    respectRetryAfter: {
      own:
        'respect after|honor after|honour after|after header|respect after header|should ' +
        'after header|honor after header',
      strong: 'respect retry after|honor retry after|honour retry after|retry after header',
    },
    maxRetryAfter: { strong: 'max retry after', own: 'max after' },
    nonIdempotent: { inside: 'non idempotent|on non idempotent|unsafe|on post|post|unsafe method' },
    idempotentOnly: { inside: 'idempotent only|only idempotent|idempotent' },
    retryMethods: { inside: 'method|on method|http method|permitted method|retryable method' },
    enabled: { inside: 'enabled|should' },
    disabled: { inside: 'disabled' },
  },
  backoff: {
    backoff: { own: '' },
    wait: { inside: 'delay|interval|duration|time' },
    initial: { inside: 'initial|base|start|initial delay|base delay|initial interval|delay base' },
    backoffMax: { inside: 'max|max delay|cap|limit|ceiling|max interval|delay max|max duration' },
    backoffMin: { inside: 'min|min delay|floor|min interval' },
    multiplier: { inside: 'multiplier|rate|coefficient|growth|exponent|power' },
    factor: { inside: 'factor' },
    backoffKind: { inside: 'kind|strategy|policy|mode|algorithm|function|name' },
    increment: { inside: 'increment|step' },
    backoffEnabled: { inside: 'enabled' },
  },
  exponential: {
    classicBase: { inside: 'multiplier' },
    classicMin: { inside: 'min|min delay' },
    classicMax: { inside: 'max' },
    backoffMax: { inside: 'max delay|max interval' },
    initial: { inside: 'initial|initial delay|initial interval|base delay' },
    multiplier: { inside: 'base|factor|rate' },
    exponential: { inside: 'enabled', own: '' },
  },
  jitter: {
    jitter: { own: '|value|range|amount' },
    jitterMax: { inside: 'max|max delay|limit|delay|bound|max amount|window|interval' },
    jitterFactor: {
      strong: 'randomization factor|randomisation factor|randomization',
      inside: 'factor|rate|fraction|multiplier|share',
    },
    jitterKind: { inside: 'kind|strategy|mode|algorithm' },
    jitterEnabled: { inside: 'enabled|on' },
    jitterDisabled: { inside: 'disabled' },
  },
  budget: {
    budgetRatio: { own: '|rate|max rate|share|max', inside: 'rate|max rate|share' },
    budgetMinConcurrent: { inside: 'min concurrent|min concurrent retry|min retry|min concurrent' },
    budgetTokens: { inside: 'max token|token|size' },
    budgetTokenRatio: { inside: 'token rate' },
    budgetEnabled: { inside: 'enabled' },
  },
  breaker: {
    threshold: {
      strong:
        'failure threshold|max failure|failure count threshold|threshold failure|failure limit|' +
        'failure before break|failure permitted before break|handled events permitted before ' +
        'break|break event|' +
        'max attempt before break',
      weak: 'threshold|failure count|permitted failure',
      inside:
        'failure|max failure count|failure max|trip threshold|failure before open|open threshold|' +
        'failure before break|break threshold|open after|trip after|break after|min failure|' +
        'limit|' +
        'count|max count|failure open|threshold count|permitted failure',
      own: 'after',
    },
    consecutive: {
      strong: 'consecutive failure|max consecutive failure|consecutive failure threshold',
      inside:
        'consecutive|consecutive threshold|consecutive failure count|consecutive failure limit',
    },
    failureRate: {
      strong: 'failure rate threshold|failure rate|max failure rate|failure percent threshold',
      inside: 'rate|rate threshold|percent threshold|threshold rate|failure threshold rate',
    },
    slowRate: { strong: 'slow call rate threshold|slow call rate|slow call threshold|slow rate' },
    slowDuration: {
      strong: 'slow call duration threshold|slow call duration|slow call time|slow threshold',
    },
    minThroughput: {
      strong: 'volume threshold|call volume threshold|min throughput|min volume',
      weak: 'min call|min call count|min sample|min call volume',
      inside: 'call volume|throughput|volume|call threshold|permitted throughput|min count|min',
    },
    windowDuration: {
      strong: 'failure window',
      weak: 'window|time window|rolling window',
      inside:
        'rolling|rolling duration|window duration|interval|rolling period|window time|rolling ' +
        'count timeout|' +
        'window interval|rolling interval|failure count window|statistical window|monitor window|' +
        'failure interval|rolling time|count window|monitoring period|monitor period|period|' +
        'window length|failure period|rolling time window',
    },
    windowSize: {
      weak: 'window size|rolling window size',
      inside: 'rolling size|ring buffer size|size',
    },
    windowKind: { inside: 'window kind|rolling window kind' },
    openDuration: {
      strong:
        'recovery timeout|reset timeout|open duration|break duration|duration break|open timeout|' +
        'open state duration|delay duration open state|halfopen after|delay window|open window',
      weak: 'cooldown|recovery',
      inside:
        'recovery delay|recovery time|recovery duration|reset|reset delay|reset interval|reset ' +
        'time|' +
        'retry timeout|retry delay|retry interval|retry time|open|open delay|open interval|' +
        'open time|break|break time|break delay|delay open|delay|' +
        'duration|recovery interval|recovery window|recovery period|reset period|cooldown period|' +
        'delay open state|retry after|close after|open period|break period|delay duration|' +
        'recovery after|reset after',
    },
    breakerTimeout: { inside: 'timeout' },
    retryInBreaker: { inside: 'retry count|max retry|retry|retry attempt|max attempt|attempt' },
    halfOpenCalls: { inside: 'max call|trial call|max trial call|trial count|max trial|trial' },
    successes: {
      strong: 'success threshold',
      inside:
        'success|success count|required success|success required|close threshold|close after|' +
        'consecutive success|success before close|success close|min success|recovery threshold',
    },
    recordOn: {
      strong: 'expected failure',
      inside:
        'record failure|record|failure on|on|trip on|count failure|handled failure|failure ' +
        'kind|failure status code|failure code|status code|record on|open on',
    },
    ignoreOn: {
      inside:
        'ignore failure|ignore|ignored failure|exclude|exclude failure|excluded failure|ignore ' +
        'on|ignore status code',
    },
    growthMultiplier: { inside: 'recovery multiplier|open multiplier|backoff multiplier' },
    growthMax: {
      inside:
        'max recovery timeout|max open duration|max reset timeout|max timeout|max cooldown|max ' +
        'open',
    },
    enabled: { inside: 'enabled', own: '' },
    disabled: { inside: 'disabled' },
    inherent: {
      strong: 'failure fast open|failure fast on open|reset on success',
      inside: 'failure fast|reset success',
    },
  },
  halfopen: {
    halfOpenCalls: {
      inside:
        'max call|call|max|permitted call|permitted|max attempt|attempt|max retry|trial call|' +
        'limit|count|' +
        'max concurrent|max concurrent call|permitted call count|permitted call state|' +
        'max permitted call|max trial|' +
        'trial|permit|call limit|max trial call',
      own: '',
    },
    successes: {
      inside: 'success|success threshold|required success|success required|success count|threshold',
    },
    halfOpenWait: {
      inside: 'timeout|max delay|duration|max duration|max delay duration|max time|time',
    },
    openDuration: { own: 'after|delay|interval|retry delay' },
  },
  window: {
    windowDuration: { inside: 'duration|time|length|interval|period' },
    windowSize: { inside: 'size|call|count|max call' },
    windowKind: { inside: 'kind|mode|strategy' },
  },
  reopen: {
    growthKind: { inside: 'kind|strategy|mode|policy|algorithm' },
    openDuration: {
      inside:
        'initial timeout|initial delay|initial|timeout|delay|duration|time|after|base delay|' +
        'base timeout',
    },
    growthMin: { inside: 'min timeout|min delay|min' },
    growthMax: { inside: 'max timeout|max delay|max|max duration|cap' },
    growthMultiplier: { inside: 'multiplier|factor|rate' },
    growthIncrement: { inside: 'increment|step' },
  },
  timeout: {
    timeout: {
      weak: 'timeout|call timeout',
      inside:
        '|call|response|execution|http|handler|client|value|duration|service|upstream|limit|' +
        'max|rpc|time|server',
    },
    attemptTimeout: {
      strong: 'per attempt timeout|per try timeout|attempt timeout|per call timeout|try timeout',
      inside:
        'attempt|per attempt|per call|each|single|single attempt|each attempt|call attempt|per ' +
        'retry',
    },
    readTimeout: { inside: 'read|socket|receive|recv|socket read' },
    totalTimeout: {
      strong: 'total timeout|overall timeout|call deadline',
      weak: 'deadline',
      inside:
        'total|overall|whole|end end|operation|call total|max total|entire|full|deadline|total ' +
        'call',
    },
    connectTimeout: { inside: 'connect|tcp connect|connect establish|connect setup' },
    otherTimeout: {
      inside:
        'idle|keepalive|keep alive|write|session|shutdown|pool|acquire|header|drain|graceful ' +
        'shutdown|connect idle|socket idle|connect pool',
    },
    enabled: { inside: 'enabled' },
    disabled: { inside: 'disabled' },
  },
  bulkhead: {
    maxConcurrent: {
      strong: 'max concurrent call',
      weak:
        'max concurrent|concurrent limit|max flight|concurrent call|max concurrent ' +
        'execution|max in flight',
      inside:
        '|concurrent|max|limit|size|max size|permit|max permit|max call|call|slot|max slot|' +
        'pool size|thread|max thread|worker|max worker|thread pool size',
    },
    maxQueued: {
      weak: 'max queue|max queue size|queue size|queue limit|queue capacity',
      inside:
        'queue|max queue item|queue length|queue depth|max delay queue|max queue call|queue ' +
        'max|max delay call|max queue length',
    },
    queueWait: {
      inside:
        'max delay|max delay duration|queue timeout|timeout|acquire timeout|delay|max delay ' +
        'time|permit timeout|queue delay|delay timeout',
    },
    enabled: { inside: 'enabled' },
    disabled: { inside: 'disabled' },
  },
  ratelimit: {
    limitPer: {
      weak:
        'rps|qps|rpm|call per second|call per minute|call per hour|max rps|max call per ' +
        'second|max call per minute|max qps',
      inside:
        'per second|per minute|per hour|per day|rate per second|limit per second|limit per ' +
        'minute|permit per second|call per day|token per second|rate per minute|max per ' +
        'second|max per minute|limit per hour',
    },
    limit: {
      inside:
        '|limit|max|max call|call|permit|max permit|permit limit|token|rate|count|limit per ' +
        'period|call limit|quota|limit for period|points|max token|max rate',
    },
    period: {
      inside:
        'period|window|interval|per|duration|refresh period|limit refresh period|time window|' +
        'window size|window duration|refill interval|every|call per|window length|time ' +
        'period|time',
    },
    burst: {
      weak: 'burst|burst size',
      inside: 'burst capacity|capacity|bucket size|bucket capacity|max burst|burst limit',
    },
    rateWait: {
      inside: 'max delay|timeout|timeout duration|delay|acquire timeout|max delay duration',
    },
    rateAlgorithm: { inside: 'algorithm|strategy|kind|mode' },
    enabled: { inside: 'enabled' },
    disabled: { inside: 'disabled' },
  },
  hedge: {
    hedgeDelay: { inside: 'delay|after|timeout|threshold|interval' },
    hedgeMax: {
      inside: '|max|max attempt|count|attempt|max call|max extra|max hedge|call|max hedge attempt',
    },
    enabled: { inside: 'enabled' },
    disabled: { inside: 'disabled' },
  },
  fallback: {
    fallbackValue: { inside: 'value|response|body|data|static|default value|static value' },
    fallbackHandler: { inside: 'handler|method|function|name|strategy|kind|to', own: '' },
    fallbackStatus: { inside: 'status|status code|code' },
    enabled: { inside: 'enabled' },
    disabled: { inside: 'disabled' },
  },
  general: {
    strategy: {
      strong:
        'default strategy|resilience strategy|default resilience strategy|resilience mode|' +
        'strategy override',
      weak: 'strategy|mode|profile|resilience',
    },
    preset: { strong: 'resilience preset', weak: 'preset' },
    enabled: { weak: 'enabled' },
    disabled: { weak: 'disabled' },
  },
} as const satisfies Readonly<Record<Topic, Readonly<Record<string, Phrases>>>>

type RoleIn<T extends Topic> = keyof (typeof PHRASES)[T]
export type Role = { [T in Topic]: RoleIn<T> }[Topic]
