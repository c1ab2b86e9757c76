/**
 * A key as words: `circuitBreaker.failureThreshold`, `cb_failure_threshold` and
 * `CB-FAILURE-THRESHOLD` are the same three. Words that people use for one another become one
 * (`tries` is `attempt`), so that the vocabulary needs each phrase once.
 *
 * Owns spelling only; what a phrase means is in vocabulary.ts. A changer must keep `at`: the part
 * of a key before the matched words is an operation's name as written.
 */

export interface Word {
  readonly word: string
  /** Where the word begins in the key. */
  readonly at: number
}

export type Unit = 'ns' | 'us' | 'ms' | 's' | 'm' | 'h' | 'd' | 'percent'

const UNIT_WORDS: Readonly<Record<string, Unit>> = turned<Unit>({
  ns: 'ns nanos nanosecond nanoseconds',
  us: 'us micros microsecond microseconds usec usecs',
  ms: 'ms milli millis millisec millisecs millisecond milliseconds msec msecs',
  s: 's sec secs second seconds',
  m: 'mins minute minutes',
  h: 'hr hrs hour hours',
  d: 'day days',
  percent: 'percent percentage pct perc',
})

/** One word for several; the empty word is left out. */
const SAME: Readonly<Record<string, string>> = turned({
  attempt: 'attempts try tries',
  retry: 'retries retrying',
  retryable: 'retriable',
  failure: 'failures failed fail fails error errors exception exceptions fault faults',
  call: 'calls request requests req reqs invocation invocations',
  success: 'successes successful',
  max: 'maximum maximal',
  min: 'minimum minimal',
  delay: 'delays wait waits waiting sleep pause',
  initial: 'init starting',
  threshold: 'thresholds',
  timeout: 'timeouts',
  code: 'codes',
  status: 'statuses',
  window: 'windows',
  rate: 'ratio',
  concurrent: 'concurrency parallel parallelism parallelization',
  queue: 'queued queues queuing queueing',
  rolling: 'sampling sliding counting',
  break: 'breaking breaks',
  enabled: 'enable active',
  disabled: 'disable',
  permitted: 'allowed',
  trial: 'trials probe probes test',
  breaker: 'circuitbreaker circuitbreakers circuit circuits breakers cb',
  ratelimit: 'ratelimiter ratelimiting throttle throttling throttler ratelimits',
  bulkhead: 'bulkheads',
  hedge: 'hedging hedged hedges',
  fallback: 'fallbacks',
  kind: 'type',
  method: 'methods verbs verb',
  condition: 'conditions',
  recovery: 'recover',
  connect: 'connection connecting dial',
  permit: 'permits',
  token: 'tokens',
  item: 'items action actions',
  '': 'num number nb of the a in is to use with',
})

const PAIRS: Readonly<Record<string, string>> = {
  'time out': 'timeout',
  'back off': 'backoff',
  'cool down': 'cooldown',
  'cool off': 'cooldown',
  'half open': 'halfopen',
  'circuit breaker': 'breaker',
  'circuit breakers': 'breaker',
  'rate limit': 'ratelimit',
  'rate limits': 'ratelimit',
  'rate limiter': 'ratelimit',
  'rate limiters': 'ratelimit',
  'rate limiting': 'ratelimit',
  'milli seconds': 'milliseconds',
  'milli second': 'milliseconds',
  'micro seconds': 'microseconds',
  'bulk head': 'bulkhead',
  'fall back': 'fallback',
  're try': 'retry',
  're tries': 'retry',
}

/** Words written without a seam; the pieces have the length of the whole. */
const GLUED: Readonly<Record<string, string>> = {
  maxretries: 'max retries',
  maxattempts: 'max attempts',
  maxdelay: 'max delay',
  retrycount: 'retry count',
  retryattempts: 'retry attempts',
  retrydelay: 'retry delay',
  retryon: 'retry on',
  initialdelay: 'initial delay',
  basedelay: 'base delay',
  backofffactor: 'backoff factor',
  failurethreshold: 'failure threshold',
  successthreshold: 'success threshold',
  recoverytimeout: 'recovery timeout',
  resettimeout: 'reset timeout',
  halfopen: 'half open',
  maxconcurrent: 'max concurrent',
}

function turned<To extends string>(table: Readonly<Record<To, string>>): Record<string, To> {
  const found: Record<string, To> = {}
  for (const to of Object.keys(table) as To[]) {
    for (const from of table[to].split(' ')) found[from] = to
  }
  return found
}

function pieces(key: string): Word[] {
  const found: Word[] = []
  for (const match of key.matchAll(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+[a-z]*|[^\x00-\x7f]+/g)) {
    const word = match[0].toLowerCase()
    let at = match.index
    const known = Object.hasOwn(GLUED, word) ? GLUED[word] : undefined
    for (const part of (known ?? word).split(' ')) {
      found.push({ word: part, at })
      at += part.length
    }
  }
  return found
}

function paired(all: readonly Word[]): Word[] {
  const found: Word[] = []
  for (let i = 0; i < all.length; i++) {
    const { word, at } = all[i]!
    const pair = i + 1 < all.length ? PAIRS[`${word} ${all[i + 1]!.word}`] : undefined
    if (pair === undefined) found.push({ word, at })
    else {
      found.push({ word: pair, at })
      i++
    }
  }
  return found
}

/** The words of a key in lower case, synonyms made one; units are words like the others. */
export function wordsOf(key: string): readonly Word[] {
  return paired(pieces(key.slice(0, 200)))
    .map(({ word, at }) => ({ word: Object.hasOwn(SAME, word) ? SAME[word]! : word, at }))
    .filter(({ word }) => word !== '')
}

/** The unit at the end of a key, and the words before it. */
export function splitUnit(all: readonly Word[]): {
  readonly rest: readonly Word[]
  readonly unit?: Unit
} {
  const last = all.at(-1)?.word
  if (last === undefined || all.length < 2 || all.at(-2)!.word === 'per') return { rest: all }
  const unit = Object.hasOwn(UNIT_WORDS, last) ? UNIT_WORDS[last] : undefined
  return unit ? { rest: all.slice(0, -1), unit } : { rest: all }
}

/** The unit that a word names, for `unit: seconds`. */
export function unitOfWord(text: string): Unit | undefined {
  const word = text.trim().toLowerCase()
  return Object.hasOwn(UNIT_WORDS, word) ? UNIT_WORDS[word] : undefined
}
