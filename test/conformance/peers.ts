/**
 * What the suites of other libraries hold, behaviour by behaviour, and where it is held here on
 * virtual time. The list of their suites: ../shared/research/peers.md, section 4.
 *
 * `held`: titles of scripts, or `file: title` of a test below test/. `apart`: where we do otherwise
 * on purpose, or why it says nothing about us. A row has at least one of both; peers.test.ts sees
 * to it that what is named is there.
 */
export interface Behaviour {
  /** Their file, without its ending. */
  readonly suite: string
  readonly does: string
  readonly held: readonly string[]
  readonly apart?: string
}

const row = (suite: string, does: string, held: readonly string[], apart?: string): Behaviour => ({
  suite,
  does,
  held,
  ...(apart === undefined ? {} : { apart }),
})

const inTest = (file: string) => (title: string) => `${file}: ${title}`
const surface = inTest('conformance/surface')
const runtime = inTest('runtime/orchestrator')
const snapshot = inTest('orchestrator/breaker-snapshot')
const halfOpen = inTest('orchestrator/half-open')
const records = inTest('runtime/state/records')
const operation = inTest('orchestrator/operation')

const CYCLE = 'S5.1 closed, open, half-open, closed'
const GROWTH = 'a failed trial opens it again; the open time grows'
const ONE_TRIAL = 'of many callers in half-open one is the trial, the others are sent away'
const WAITING = 'callers that may wait go on as soon as the trial has passed'
const WAIT_ON = 'when the trial fails they wait on, if the deadline allows, or are sent away'
const LEAVE = 'R28 R5 who waits for the verdict can leave; a permit given back goes to the next'
const QUEUE = 'R28 a queued caller leaves the queue when aborted'
const THROUGHPUT = 'orchestrator/breaker: R7 a rate counts only from the minimum throughput on'
const COUNT_WINDOW = 'orchestrator/window: a count window equals brute force'
const TIME_WINDOW =
  'orchestrator/window: R10 a sliding time window equals brute force, idle gaps included'
const KEEPS_WINDOW = 'R36 a restart keeps what a closed rate breaker has counted'
const CAP =
  'orchestrator/backoff: R19 every wait is finite and within the cap, to retry 10 000 and beyond'

const circuitBreaker = (does: string, held: readonly string[], apart?: string) =>
  row('CircuitBreakerPolicy', does, held, apart)

export const COCKATIEL: readonly Behaviour[] = [
  circuitBreaker('closed, it lets calls through', [CYCLE]),
  circuitBreaker('opens at the threshold, then sends away without calling', [CYCLE]),
  circuitBreaker('a good trial closes, a bad one opens again', [CYCLE, GROWTH]),
  circuitBreaker('the open time grows, and is as at first after a closing', [GROWTH]),
  circuitBreaker(
    'callers at the same time in half-open make one trial',
    [ONE_TRIAL, 'R3 half-open admits exactly N, those in flight included'],
    'They all wait for it there; here a policy says so (onOpenCircuit: wait), within bounds.',
  ),
  circuitBreaker(
    'a sample of ten trials with 0.3 allowed closes at three failures, opens at four',
    [
      'ten trials with three failures close it where more than 0.3 are too many',
      'the fourth failure of ten trials opens it again',
    ],
    'The verdict comes with the last of the ten, not with the fourth failure.',
  ),
  circuitBreaker('callers beyond the sample queue up until there is a verdict', [
    WAITING,
    'half-open by rate: N trials, then the verdict',
  ]),
  circuitBreaker('options out of range are refused', ['policy/schema: ranges and edges']),
  circuitBreaker('who waits is sent away when it opens again', [
    WAIT_ON,
    'orchestrator/gates: a holder that waited is asked again by a breaker that opened meanwhile',
  ]),
  circuitBreaker('an isolation sends away who waits', [
    'R12 an isolation by hand sends away who waits for a verdict',
  ]),
  circuitBreaker('isolations nest', [
    'R12 isolation is counted and wins over late results and timers',
  ]),
  circuitBreaker("the caller's signal reaches the call", [
    runtime('R25 the caller’s reason reaches the attempt; a signal read late is aborted'),
  ]),
  circuitBreaker('who waits can abort', [LEAVE, 'R17 an abort ends the wait for half-open']),
  circuitBreaker('closed is restored closed, with the counts of its breaker', [
    KEEPS_WINDOW,
    'R36 a restart keeps a row of failures',
  ]),
  circuitBreaker('open is restored open, with its step of the growth', [
    'R36 a restart keeps the rest of the open time and its growth',
  ]),
  circuitBreaker('half-open is restored half-open', [
    'R36 R4 a half-open breaker is half-open after a restart, with fresh permits',
  ]),
  circuitBreaker('isolated is restored isolated, and can be released', [
    'R36 R12 an isolation outlives a restart and needs as many releases',
  ]),

  row('RetryPolicy', 'waits between attempts, fixed and by a list', [
    'R20 maxAttempts counts the first call',
    'orchestrator/backoff: fibonacci',
  ]),
  row('RetryPolicy', 'filters by type of error', [
    'a permanent failure is not retried',
    'abortOn wins over retryOn',
    'orchestrator/matcher: a class',
  ]),
  row('RetryPolicy', 'filters by result; the last result or error is the answer', [
    runtime('a result may be a failure: it is retried, and given back if it stays one'),
    runtime('R22 exhaustion keeps the original error, with attempts and time added'),
  ]),
  row('RetryPolicy', 'exponential waits', ['exponential backoff grows to its cap']),
  row('RetryPolicy', 'timers hold a process up only where asked to', [
    runtime('R27 a backoff that a caller awaits does'),
    runtime('R27 a limit that was not reached does not hold the process up'),
  ]),
  row('RetryPolicy', 'stops when cancelled', [
    'R17 an abort during backoff ends the call at once',
    'an abort during an attempt ends the call; its late result is only noted',
  ]),
  row('RetryPolicy', 'tells when it gives up, and why', [
    'R20 maxAttempts counts the first call',
    'orchestrator/retry: gives up: %j',
  ]),
  row('RetryPolicy', 'the function is told the number of its attempt', [
    runtime('fn is told its attempt, its context, its deadline and the last failure'),
  ]),

  row(
    'TimeoutPolicy',
    'cuts off at once, or leaves it to the function to heed its signal',
    [
      'R26 a call that ignores its signal is cut off and counts',
      runtime('R25 each attempt has a signal of its own, aborted with the reason'),
    ],
    'There is no way to wait for a function that heeds no signal: a limit is a limit (R26).',
  ),
  row('TimeoutPolicy', 'the caller and its own limit both end it, told apart', [
    'R24 a deadline is a timeout, a cancel is a cancel',
    surface('R24 an attempt can tell its limit, the deadline and the caller apart'),
  ]),
  row(
    'TimeoutPolicy',
    'the signal after a return in time',
    [surface('the signal of an attempt that succeeded stays as it is')],
    'They abort it on return by default; a body that is still read would be lost.',
  ),
  row('TimeoutPolicy', 'one event for each way it can end', [
    'runtime/metrics/metrics: R34 with every outcome, by every way a call can end',
  ]),
  row('TimeoutPolicy', '15 retries leave no listener on the signal of the caller', [
    surface('R25 a call of 15 retries has one listener while it runs, none after'),
  ]),

  row('BulkheadPolicy', 'limits those at work and those that queue', [QUEUE]),
  row('BulkheadPolicy', 'counts free slots', [
    'orchestrator/bulkhead: lets in, queues, refuses, and hands slots on in order of arrival',
    'runtime/metrics/metrics: S3.1 show what is in flight and what waits',
  ]),
  row('BulkheadPolicy', 'the next in the queue follows an aborted one', [
    QUEUE,
    'orchestrator/bulkhead: R28 an aborted one leaves the queue; the next is not skipped',
  ]),

  row('breaker/ConsecutiveBreaker', 'counts failures in a row, a success ends the row', [
    'orchestrator/window: consecutive failures end with a success',
    'R2 late results while open change nothing',
  ]),
  row('breaker/CountBreaker', 'the window wraps around', [COUNT_WINDOW]),
  row('breaker/CountBreaker', 'wants a least number of calls', [
    THROUGHPUT,
    'orchestrator/breaker: a minimum beyond a count window is the window',
  ]),
  row('breaker/CountBreaker', 'the edge of the threshold', [
    'orchestrator/breaker: a rate of 0.3 with %s: %i of 10 opens: %s',
  ]),
  row('breaker/CountBreaker', 'begins anew after half-open', ['R9 closing empties the window']),
  row('breaker/CountBreaker', 'can be written down and read back', [
    KEEPS_WINDOW,
    snapshot('a closed breaker goes on with the %s window of before'),
    snapshot('R36 runs that no window could have made are left out, the oldest come first'),
  ]),
  row('breaker/SamplingBreaker', 'counts in slices of time, rates change as they pass', [
    TIME_WINDOW,
    'R10 idle time ages the window',
  ]),
  row(
    'breaker/SamplingBreaker',
    'wants a least number of calls per second',
    [THROUGHPUT],
    'Ours is a number of calls in the window; importers multiply.',
  ),
  row(
    'breaker/SamplingBreaker',
    'can be written down and read back',
    [
      'R36 R10 what a restart keeps of a time window grows old as before',
      'runtime/state/changes: a restart keeps a row of failures, not what a rate window holds',
    ],
    'A snapshot has the window; a state store leaves it out (src/runtime/state/changes.ts).',
  ),

  row('backoff', 'every generator stays finite and within its longest wait', [
    CAP,
    'orchestrator/backoff: R19 waits lie within the bounds of the policy: %s, %s',
  ]),
  row(
    'backoff',
    'a list of waits stays on its last',
    ['exponential backoff grows to its cap'],
    'Waits are not listed here but grow to a cap, and stay on it.',
  ),
  row('backoff', 'a generator carries its state from wait to wait', [
    'orchestrator/backoff: decorrelated jitter, uncapped, has mean base × (2 × 1.5^i − 1)',
    'orchestrator/backoff: decorrelated-v2 does not make up for a wait that was cut at the cap',
  ]),
  row('backoff', 'the exponent of decorrelated jitter is the one given', [
    'orchestrator/backoff: decorrelated-v2 grows by the multiplier of the policy',
  ]),

  row('FallbackPolicy', 'answers for what failed', [
    'R33 a fallback answers, and the breaker still counts the failure',
    runtime('S6.3 the caller’s own, the registered one, or the value of the policy'),
  ]),
  row('Policy', 'the order of wrapping decides who sees what', [
    'and does not where the bulkhead is outside',
    'a bulkhead outside of the retry is held between attempts',
    'a limit outside of the breaker leaves the verdict to the late result',
    'a fallback inside of the retry answers the first failure',
  ]),
  row('Policy', 'filters of errors and of results', [
    'a fallback only for what it matches, never for a cancel',
    'R5 an ignored trial is no verdict',
  ]),
  row(
    'Policy',
    'decorates a function',
    [runtime('wrap gives a function with its own arguments')],
    'A decorator for classes is a matter of their API.',
  ),
  row('common/Event', 'a listener hears until it leaves; one that throws harms nobody', [
    runtime('R30 one that throws changes nothing, and the others still hear'),
    'runtime/listeners: has no sink while nobody listens',
  ]),
  row('common/Executor', 'functions that return, throw, resolve and reject', [
    runtime('R32 sync functions and undefined results work'),
    runtime('a sync throw is retried like any other failure'),
  ]),
  row('common/abort', 'derived signals follow, with the reason, and let go', [
    'runtime/caller-signal: has one listener while anybody follows, and none after',
    'runtime/fetch-signal: follows the attempt, with its reason',
  ]),
  row('errors/Errors', 'each error is known by one test only', [
    surface('every failure is of one class only'),
  ]),
]

const main = (does: string, held: readonly string[], apart?: string) =>
  row('test', does, held, apart)

export const OPOSSUM: readonly Behaviour[] = [
  main('arguments reach the function', [runtime('wrap gives a function with its own arguments')]),
  main('a failure reaches the caller as it is', [
    'no retry at all: one attempt',
    runtime('R22 a frozen error stays as it is'),
  ]),
  main('a timeout has a code of its own', ['runtime/errors: names, codes and messages']),
  main('the function is told to stop by its own signal only', [
    runtime('R25 each attempt has a signal of its own, aborted with the reason'),
  ]),
  main(
    'functions that are not async',
    [runtime('R32 sync functions and undefined results work')],
    'Functions with a callback are not taken: util.promisify makes promises of them.',
  ),
  main('opens at a percentage of failures', [
    'R7 rejections and calls in flight are not samples of the failure rate',
  ]),
  main('lets a call through after its time, and closes', [CYCLE]),
  main('the fallback is given the arguments and the error', [
    runtime('S1.5 answers for an open breaker too, and is told why'),
    runtime('S6.4 the context is the same object for every attempt and for the fallback'),
  ]),
  main('the fallback is asked once where a call times out and fails later', [
    'a fallback answers a timeout once; the late failure asks it no more',
  ]),
  main('a breaker may be the fallback of another', [
    surface('a fallback may be a call under a policy of its own'),
    surface('calls may stand inside of calls: each has its own attempts, books and breaker'),
  ]),
  main('a fallback that throws or rejects', [
    runtime('R33 one that fails keeps the first error as its cause, and is not retried'),
  ]),
  main('events for all that happens', [
    'orchestrator/report: tells attempts, their failures, retries and the outcome, as plain data',
    'R13 a second failure while open neither restarts the wait nor repeats the event',
  ]),
  main('events of half-open', [CYCLE, GROWTH]),
  main('counts of a rolling window', [TIME_WINDOW, 'runtime/metrics/metrics: S3.1 are kept apart']),
  main('events and statistics have latencies', [
    surface('S3.1 every outcome tells how long the call took and how many attempts it had'),
    'runtime/metrics/metrics: S3.1 tell how long calls took, from the call to its outcome',
  ]),
  main(
    'a capacity sends away what is over it',
    ['R8 rejections by the own bulkhead do not open the breaker'],
    'There such a rejection counts as a failure; here only where the policy says so (R8).',
  ),
  main('no timeout at all', ['without a limit a call may take as long as it likes']),
  main('no function at all', [
    'runtime/usage: a call with %s rejects with a TypeError, and is no call',
  ]),

  row('closed-test', 'a success that comes late does not close it', [
    'R2 late results while open change nothing',
    'R1 a success from the closed epoch does not decide half-open',
  ]),
  row('half-open-test', 'one trial only', [ONE_TRIAL]),
  row(
    'half-open-test',
    'a filtered error of a trial closes it',
    ['R5 an ignored trial is no verdict', 'an ignored failure may count as a success'],
    'It is no verdict, unless the policy says ignoredCountsAs: success (R5).',
  ),
  row('state-test', 'closed and open go out as data and come back', [
    'R36 a restart keeps the rest of the open time and its growth',
    KEEPS_WINDOW,
  ]),
  row('state-test', 'half-open goes out and comes back', [
    'R36 R4 a half-open breaker is half-open after a restart, with fresh permits',
  ]),
  row(
    'state-test',
    'shut down goes out and comes back',
    ['runtime/state/persist: R14 nothing is saved after close'],
    'A shutdown is of an orchestrator, not of a breaker; a new one is open for calls.',
  ),
  row('state-test', 'a wait that is over by then gives half-open', [
    'R36 restarted after the open time the first call is a trial',
    records('R11 the rest of the wait is never longer than it was, whatever the clock does'),
  ]),
  row('status-test', 'statistics can be taken over', [
    KEEPS_WINDOW,
    'runtime/metrics/operation-meter: takes over what another has counted',
  ]),
  row(
    'status-test',
    'snapshots on and off, buckets turned by a timer of others',
    [TIME_WINDOW, 'runtime/listeners: has no sink while nobody listens'],
    'No timer turns buckets: a window grows old by the times of what is in it (R10).',
  ),
  row('volume-threshold-test', 'does not open before so many calls', [THROUGHPUT]),
  row(
    'warmup-test',
    'does not open while it warms up',
    ['the minimum throughput is the warm-up: failures at a cold start do not open it'],
    'There is no time of warming up of its own: a number of calls says more than a time.',
  ),
  row('enable-disable-test', 'disabled it lets all through and still tells', [
    'a breaker that is switched off lets all through, and calls are still told of',
    operation(
      'R35 keeps breaker, pool, limiter and budget over a change; switches them off and on',
    ),
  ]),
  row('error-filter-test', 'filtered errors do not count', [
    'R5 an ignored trial is no verdict',
    'a permanent failure is not retried',
  ]),
  row(
    'health-check-test',
    'an active check opens it',
    ['runtime/health: S5.2 follows a breaker through all its states'],
    'No checks run in the background (R14): trials are real calls, isolate is for outside checks.',
  ),
  row('circuit-shutdown-test', 'final, and 100 of them warn of no leak', [
    surface('R14 100 orchestrators, their calls on one signal: no warning, no timer left'),
    'R14 after shutdown nothing starts; who waits is sent away',
  ]),
  row(
    'cache',
    'caches and coalesces calls',
    [],
    'No cache: it is no matter of resilience policies.',
  ),
  row('semaphore-test', 'slots are taken and given back', [
    'orchestrator/bulkhead: R29 slots are given back exactly once, whatever comes in between',
  ]),
  row('options-test', 'a 0 stays a 0', [
    'an open time of 0 is kept as 0: the next call is a trial',
    'a zero backoff retries at once',
    'runtime/policies: a 0 that a document states is kept as 0',
  ]),
  row(
    'context-test',
    'the context of the caller is that of the function',
    [runtime('S6.4 the context is the same object for every attempt and for the fallback')],
    '`context` stands for it; `this` is not passed on.',
  ),
  row('rolling-event-emitter-test', 'the parts of the rolling window', [TIME_WINDOW, COUNT_WINDOW]),
]

/** The tables of theirs that say the most. */
export const OTHERS: readonly Behaviour[] = [
  row('resilience4j CircuitBreakerStateMachine', 'N trials and no more', [
    'orchestrator/breaker: R3 half-open is never over its permits, whatever comes in between',
    halfOpen('%i trials, then a rate of %f with %s'),
  ]),
  row('resilience4j CircuitBreakerStateMachine', 'opens by the rate of slow calls', [
    'slow calls open the breaker',
    'slow calls in flight open it before anything has ended',
  ]),
  row('resilience4j CircuitBreakerStateMachine', 'ignored errors give the permit back', [
    'R5 an ignored trial is no verdict',
    'orchestrator/breaker: R5 a permit goes back once, however often it is returned',
  ]),
  row('resilience4j CircuitBreakerStateMachine', 'forced open, disabled, only counting', [
    'R12 isolation is counted and wins over late results and timers',
    'a breaker that is switched off lets all through, and calls are still told of',
  ]),
  row('resilience4j CircuitBreakerStateMachine', 'half-open has an end', [
    'R4 a trial that never ends: its permit returns after the limit',
    'R4 a trial that never ends does not hold up who waits: it becomes the next trial',
    'R4 without a verdict in time it may open again',
    'R4 or close',
    'R14 who waits for a verdict without a limit is sent away by the shutdown',
  ]),
  row(
    'resilience4j CircuitBreakerAutoTransition',
    'half-open without a call',
    [],
    'It moves only when it is asked: a timer for each breaker would have to be shut down (R14).',
  ),
  row('resilience4j CircuitBreakerMetrics', 'states and counts', [
    'runtime/metrics/metrics: S3.2 breaker state and its transitions are metrics',
  ]),
  row('resilience4j FixedSizeWindow, SlidingTimeWindow', 'totals of windows', [
    COUNT_WINDOW,
    TIME_WINDOW,
  ]),
  row('resilience4j RateLimiters', 'permits now, later, never', [
    'a rate limit promises a permit and the call waits for it',
    'orchestrator/limiter: %s keeps its rate over a long time',
  ]),
  row('Polly CircuitStateController', 'stacks of shared errors do not grow', [
    runtime('callers share one frozen error for one opening, and another for the next'),
  ]),
  row('Polly CircuitStateController', 'the time of a break does not overflow', [
    'orchestrator/open-wait: R19 is finite and not negative at any number of openings',
  ]),
  row('Polly RetryHelper', 'cap, overflow, sign and spread of jitter', [
    CAP,
    'orchestrator/backoff: %s jitter before retry %i has mean %f',
  ]),
  row('Polly RetryResilienceStrategy', 'cancelled before, during, while waiting, after', [
    runtime('a signal that was aborted before: nothing is started'),
    'an abort during an attempt ends the call; its late result is only noted',
    'R17 an abort during backoff ends the call at once',
    'R17 an abort after the end changes nothing',
  ]),
  row('Polly ReloadablePipeline', 'a bad change keeps the last', [
    runtime('R35 a bad reload changes nothing'),
  ]),
  row('Polly HedgingResilienceStrategy', 'the fastest wins, the others are told', [
    'a hedge is sent after its delay; the faster one wins',
    runtime('a rival that was slower hears that it is not wanted'),
  ]),
  row('failsafe-go halfopenstate', 'every small threshold and row of trials', [
    halfOpen('%i at a time, closed after %i successes in a row, opened by any failure'),
    halfOpen('%i trials, then a rate of %f with %s'),
  ]),
  row('failsafe-go cancellation, nested', 'through all layers', [
    'R6 cancellations by the caller do not open the breaker',
    surface('calls may stand inside of calls: each has its own attempts, books and breaker'),
  ]),
  row('failsafe-go budget', 'limits retries over all calls', [
    'a budget of retries in flight',
    'orchestrator/budget: a ratio is never exceeded beyond its floor',
  ]),
  row('failsafe-go listeners', 'one that panics', [
    runtime('R30 one that throws changes nothing, and the others still hear'),
  ]),
  row('failsafehttp client', 'a 429, then success', ['R18 Retry-After replaces a shorter wait']),
  row('failsafe-go adaptivelimiter', 'limits that adapt', [], 'There are none here.'),
]
