/**
 * Random legal hand-made configurations with what they mean, for the property of index.test.ts.
 * Knows nothing of the reader's tables: names, casings, units and nestings are written here anew.
 */
import fc from 'fast-check'
import type { LeafValue } from '../../../src/policy/leaves.js'

type Casing = (words: readonly string[]) => string

const upper = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const CASINGS: readonly Casing[] = [
  (words) => words.join('_'),
  (words) => words.join('-'),
  (words) => words.map((word, at) => (at === 0 ? word : upper(word))).join(''),
  (words) => words.map(upper).join(''),
  (words) => words.join('_').toUpperCase(),
]

/** How a duration is written: a suffix of the key, and the value. */
type Unit = (ms: number) => { readonly suffix: readonly string[]; readonly value: unknown }

const UNITS: readonly Unit[] = [
  (ms) => ({ suffix: ['ms'], value: ms }),
  (ms) => ({ suffix: ['millis'], value: String(ms) }),
  (ms) => ({ suffix: ['seconds'], value: ms / 1000 }),
  (ms) => ({ suffix: ['secs'], value: ms / 1000 }),
  (ms) => ({ suffix: ['sec'], value: ms / 1000 }),
  (ms) => ({ suffix: ['in', 'seconds'], value: ms / 1000 }),
  (ms) => ({ suffix: [], value: `${ms}ms` }),
  (ms) => ({ suffix: [], value: `${ms / 1000}s` }),
  (ms) => ({ suffix: [], value: `${ms / 1000} seconds` }),
  (ms) => ({ suffix: [], value: `PT${ms / 1000}S` }),
  (ms) => ({ suffix: [], value: `${Math.floor(ms / 1000)}s ${ms % 1000}ms` }),
]

interface Field {
  /** Names inside the section; any of them. */
  readonly names: readonly string[]
  /** Names that tell by themselves, for flat files. */
  readonly flat: readonly string[]
  readonly leaves: (value: number) => Record<string, LeafValue>
  readonly value: fc.Arbitrary<number>
  readonly isDuration?: boolean
}

const durations = (from: number, to: number) => fc.integer({ min: from, max: to })
const leaf = (path: string) => (value: number) => ({ [path]: value })

type Section = 'retry' | 'breaker' | 'timeout' | 'bulkhead' | 'rate'

const SECTION_NAMES: Readonly<Record<Section, readonly string[]>> = {
  retry: ['retry', 'retries', 'retry policy', 'retry config'],
  breaker: ['circuit breaker', 'breaker', 'cb', 'circuit'],
  timeout: ['timeout', 'timeouts'],
  bulkhead: ['bulkhead', 'bulkhead options'],
  rate: ['rate limit', 'rate limiter', 'throttling'],
}

const attempts: Field = {
  names: ['max attempts', 'attempts', 'total attempts', 'maximum attempts'],
  flat: ['retry attempts', 'retry max attempts'],
  leaves: leaf('retry.maxAttempts'),
  value: fc.integer({ min: 1, max: 20 }),
}
const retries: Field = {
  names: ['max retries', 'retries', 'retry count', 'num retries'],
  flat: ['max retries', 'retry count', 'number of retries', 'retries'],
  leaves: (value) => ({ 'retry.maxAttempts': value + 1 }),
  value: fc.integer({ min: 1, max: 20 }),
}
const first: Field = {
  names: ['initial delay', 'base delay', 'initial interval', 'base wait', 'initial backoff'],
  flat: ['retry initial delay', 'retry base delay', 'initial backoff'],
  leaves: (value) => ({
    'retry.backoff.initial': value,
    'retry.backoff.kind': 'exponential',
    'retry.backoff.min': 0,
    'retry.maxElapsed': null,
  }),
  value: durations(1, 900),
  isDuration: true,
}
const cap: Field = {
  names: ['max delay', 'maximum delay', 'max wait', 'max backoff', 'max interval'],
  flat: ['retry max wait', 'max backoff', 'retry max interval'],
  leaves: leaf('retry.backoff.max'),
  value: durations(1000, 90_000),
  isDuration: true,
}
const growth: Field = {
  names: ['multiplier', 'backoff multiplier', 'delay multiplier'],
  flat: ['backoff multiplier', 'retry multiplier'],
  leaves: leaf('retry.backoff.multiplier'),
  value: fc.constantFrom(1.5, 2, 3),
}
const threshold: Field = {
  names: ['failure threshold', 'max failures', 'threshold', 'error threshold', 'failures'],
  flat: ['failure threshold', 'cb threshold', 'circuit breaker failure threshold'],
  leaves: (value) => ({
    'circuitBreaker.threshold': value,
    'circuitBreaker.mode': 'consecutive',
  }),
  value: fc.integer({ min: 1, max: 60 }),
}
const open: Field = {
  names: ['reset timeout', 'recovery timeout', 'open duration', 'break duration', 'cooldown'],
  flat: ['reset timeout', 'circuit breaker timeout', 'circuit breaker open duration'],
  leaves: leaf('circuitBreaker.openDuration'),
  value: durations(1, 900_000),
  isDuration: true,
}
const trials: Field = {
  names: ['half open max calls', 'half open requests', 'half open max requests'],
  flat: ['half open max calls', 'cb half open requests'],
  leaves: leaf('circuitBreaker.halfOpen.maxCalls'),
  value: fc.integer({ min: 1, max: 20 }),
}
const successes: Field = {
  names: ['success threshold', 'half open successes'],
  flat: ['success threshold'],
  leaves: leaf('circuitBreaker.halfOpen.successes'),
  value: fc.integer({ min: 1, max: 20 }),
}
const rateInPercent: Field = {
  names: ['error threshold percentage', 'failure rate percent', 'failure rate threshold pct'],
  flat: ['error threshold percentage', 'failure threshold percentage'],
  leaves: (value) => ({
    'circuitBreaker.failureRate': value / 100,
    'circuitBreaker.mode': 'time-window',
  }),
  value: fc.integer({ min: 2, max: 100 }),
}
const window: Field = {
  names: ['window', 'sampling duration', 'rolling window', 'failure window', 'window duration'],
  flat: ['failure window', 'circuit breaker window'],
  leaves: leaf('circuitBreaker.window.duration'),
  value: durations(1, 900_000),
  isDuration: true,
}
const volume: Field = {
  names: ['minimum requests', 'min calls', 'volume threshold', 'request volume threshold'],
  flat: ['volume threshold', 'request volume threshold'],
  leaves: leaf('circuitBreaker.minimumThroughput'),
  value: fc.integer({ min: 1, max: 500 }),
}
const attemptLimit: Field = {
  names: ['attempt', 'per attempt', 'attempt timeout', 'per try timeout'],
  flat: ['attempt timeout', 'per try timeout'],
  leaves: leaf('timeout.attempt'),
  value: durations(1, 60_000),
  isDuration: true,
}
const totalLimit: Field = {
  names: ['total', 'overall', 'total timeout', 'deadline'],
  flat: ['total timeout', 'overall timeout'],
  leaves: leaf('timeout.total'),
  value: durations(60_001, 300_000),
  isDuration: true,
}
const slots: Field = {
  names: ['max concurrent', 'max concurrent calls', 'max parallel requests', 'limit'],
  flat: ['bulkhead max concurrent', 'max concurrent requests'],
  leaves: leaf('bulkhead.maxConcurrent'),
  value: fc.integer({ min: 1, max: 500 }),
}
const queue: Field = {
  names: ['queue size', 'max queue size', 'max queued', 'queue capacity'],
  flat: ['bulkhead queue size'],
  leaves: leaf('bulkhead.maxQueued'),
  value: fc.integer({ min: 0, max: 500 }),
}
const perMinute: Field = {
  names: ['requests per minute', 'rpm', 'calls per minute'],
  flat: ['rate limit requests per minute', 'rate limit per minute'],
  leaves: (value) => ({ 'rateLimit.limit': value, 'rateLimit.period': 60_000 }),
  value: fc.integer({ min: 1, max: 5000 }),
}
const burst: Field = {
  names: ['burst', 'burst size', 'burst capacity'],
  flat: ['rate limit burst'],
  leaves: leaf('rateLimit.burst'),
  value: fc.integer({ min: 1, max: 5000 }),
}

/** Fields that may stand together; the first of each group is always there. */
const GROUPS: Readonly<Record<Section, readonly (readonly Field[])[]>> = {
  retry: [[attempts], [retries], [attempts, first, cap, growth], [retries, first, cap]],
  breaker: [
    [threshold, open, trials, successes],
    [rateInPercent, window, volume, open, trials],
  ],
  timeout: [[attemptLimit, totalLimit], [attemptLimit]],
  bulkhead: [[slots, queue]],
  rate: [[perMinute, burst]],
}

export interface HandMade {
  readonly content: Record<string, unknown>
  /** Leaves by operation; `''` is the default of all. */
  readonly meaning: Readonly<Record<string, Record<string, LeafValue>>>
}

interface Style {
  readonly casing: Casing
  readonly unit: (at: number) => Unit
  readonly name: (names: readonly string[], at: number) => string
  readonly isNested: boolean
}

type Block = Partial<Record<Section, Record<number, number>>>

/** Which fields a block states, by the group chosen for the file, with their values. */
function blockOf(groups: Record<Section, number>): fc.Arbitrary<Block> {
  const one = (section: Section) => {
    const fields = GROUPS[section][groups[section]]!
    const required = fields.length <= 3 || section === 'breaker' ? fields : fields
    return fc.tuple(...required.map((field) => field.value)).map((all) => ({ ...all }))
  }
  const all = fc.record(
    {
      retry: one('retry'),
      breaker: one('breaker'),
      timeout: one('timeout'),
      bulkhead: one('bulkhead'),
      rate: one('rate'),
    },
    { requiredKeys: ['retry', 'breaker'] },
  )
  return all as fc.Arbitrary<Block>
}

const words = (text: string) => text.split(' ')

function written(style: Style, field: Field, value: number, at: number): [string, unknown] {
  const name = words(style.name(style.isNested ? field.names : field.flat, at))
  if (!field.isDuration) return [style.casing(name), value]
  const unit = style.unit(at)(value)
  return [style.casing([...name, ...unit.suffix]), unit.value]
}

/** One block as the file has it, and what it means. */
function write(block: Block, groups: Record<Section, number>, style: Style) {
  const content: Record<string, unknown> = {}
  const meaning: Record<string, LeafValue> = {}
  for (const [section, values] of Object.entries(block) as [Section, Record<number, number>][]) {
    const fields = GROUPS[section][groups[section]]!
    const entries = Object.entries(values).map(([at, value]) => {
      Object.assign(meaning, fields[Number(at)]!.leaves(value))
      return written(style, fields[Number(at)]!, value, Number(at))
    })
    const into = Object.fromEntries(entries)
    const name = style.casing(words(style.name(SECTION_NAMES[section], 0)))
    if (style.isNested) content[name] = into
    else Object.assign(content, into)
  }
  return { content, meaning }
}

const OPERATIONS = ['payments', 'key_points', 'get-user', 'OrderService', 'qa', 'v2/search']

const choices = fc.record({
  casing: fc.constantFrom(...CASINGS),
  picks: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
  isNested: fc.boolean(),
  list: fc.constantFrom('operations', 'services', 'endpoints', 'providers', 'clients', 'upstreams'),
  defaults: fc.constantFrom('default', 'defaults', 'global', 'common', ''),
  wrapper: fc.constantFrom('', 'resilience', 'resilienceConfig', 'settings'),
  groups: fc.record({
    retry: fc.nat(3),
    breaker: fc.nat(1),
    timeout: fc.nat(1),
    bulkhead: fc.constant(0),
    rate: fc.constant(0),
  }),
  operations: fc.uniqueArray(fc.constantFrom(...OPERATIONS), { maxLength: 3 }),
})

export const handMade: fc.Arbitrary<HandMade> = choices.chain((chosen) => {
  const { casing, picks, isNested, groups, operations } = chosen
  const pick = <T>(all: readonly T[], at: number) => all[picks[at % 12]! % all.length]!
  const style: Style = {
    casing,
    isNested,
    unit: (at) => pick(UNITS, at + 3),
    name: (names, at) => pick(names, at),
  }
  const blocks = fc.tuple(blockOf(groups), ...operations.map(() => blockOf(groups)))
  return blocks.map(([base, ...others]): HandMade => {
    const all = write(base, groups, style)
    const meaning: Record<string, Record<string, LeafValue>> = { '': all.meaning }
    const listed: Record<string, unknown> = {}
    others.forEach((block, at) => {
      const one = write(block, groups, style)
      listed[operations[at]!] = one.content
      meaning[operations[at]!] = { ...all.meaning, ...one.meaning }
    })
    const top = chosen.defaults ? { [chosen.defaults]: all.content } : all.content
    const inner = operations.length > 0 ? { ...top, [chosen.list]: listed } : top
    return { content: chosen.wrapper ? { [chosen.wrapper]: inner } : inner, meaning }
  })
})

/** The same content as TOML: tables by dotted, quoted names. */
export function toToml(content: Record<string, unknown>, path: readonly string[] = []): string {
  const isTable = (value: unknown) => typeof value === 'object' && value !== null
  const own = Object.entries(content).filter(([, value]) => !isTable(value))
  const lines = own.map(([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`)
  const head =
    path.length > 0 && own.length > 0 ? [`[${path.map((k) => JSON.stringify(k)).join('.')}]`] : []
  const tables = Object.entries(content)
    .filter(([, value]) => isTable(value))
    .map(([key, value]) => toToml(value as Record<string, unknown>, [...path, key]))
  return [...head, ...lines, ...tables].join('\n')
}
