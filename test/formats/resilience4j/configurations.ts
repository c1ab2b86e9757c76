/**
 * Random legal configurations, and their text as YAML and as .properties in several spellings.
 *
 * Legal means that the library starts: bases exist and do not lead back, a breaker has not both
 * kinds of wait, waits that grow are at least 1 ms. Two-step bases are left to breakers, since for
 * retries what comes down through two named bases hangs on the order of a hash map.
 */
import fc from 'fast-check'
import type { ModuleProps, Props } from './library-model.js'

type Choices = Record<string, readonly (number | boolean | string | string[])[]>

const WAITS = [1, 250, 500, 750, 2000, 60_000]
const FLAGS = [true, false]
const FACTORS = [0.1, 0.25, 0.5, 0.9]
const MULTIPLIERS = [1, 1.25, 2, 3]

const KEYS: Record<string, Choices> = {
  retry: {
    maxAttempts: [1, 2, 5, 1000],
    waitDuration: WAITS,
    enableExponentialBackoff: FLAGS,
    exponentialBackoffMultiplier: MULTIPLIERS,
    exponentialMaxWaitDuration: [1000, 10_000],
    enableRandomizedWait: FLAGS,
    randomizedWaitFactor: FACTORS,
    retryExceptions: [['a.B'], ['a.B', 'c.D$E']],
    ignoreExceptions: [['x.Y']],
  },
  circuitbreaker: {
    failureRateThreshold: [1, 33.3, 50, 100],
    slowCallRateThreshold: [10, 100],
    slowCallDurationThreshold: WAITS,
    slidingWindowType: ['COUNT_BASED', 'TIME_BASED'],
    slidingWindowSize: [1, 5, 20, 250],
    minimumNumberOfCalls: [1, 10, 300],
    permittedNumberOfCallsInHalfOpenState: [1, 4],
    maxWaitDurationInHalfOpenState: [0, 5000],
    waitDurationInOpenState: WAITS,
    enableExponentialBackoff: FLAGS,
    exponentialBackoffMultiplier: MULTIPLIERS,
    exponentialMaxWaitDurationInOpenState: [90_000],
    randomizedWaitFactor: FACTORS,
    enableRandomizedWait: FLAGS,
  },
  bulkhead: { maxConcurrentCalls: [1, 25, 80], maxWaitDuration: [0, 20] },
  ratelimiter: {
    limitForPeriod: [1, 50, 1000],
    limitRefreshPeriod: [100, 1000],
    timeoutDuration: [0, 3000],
  },
  timelimiter: { timeoutDuration: [1, 1500, 90_000] },
}

const DURATIONS = /Wait|Duration|Period$/
const isDuration = (key: string) =>
  DURATIONS.test(key) && !/^(enable|limitFor|randomized)/.test(key)

function propsOf(module: string, bases: readonly string[]): fc.Arbitrary<Props> {
  const choices = Object.entries(KEYS[module]!).map(
    ([key, values]) => [key, fc.constantFrom(...values)] as const,
  )
  const base = bases.length > 0 ? { baseConfig: fc.constantFrom(...bases) } : {}
  const record = fc.record({ ...Object.fromEntries(choices), ...base }, { requiredKeys: [] })
  return record.map((found) => {
    const props = { ...found } as Props
    if (module === 'circuitbreaker' && props.enableExponentialBackoff === true) {
      delete props.enableRandomizedWait
    }
    // A set without keys is no set to Spring.
    if (Object.keys(props).length === 0) {
      const [key, values] = Object.entries(KEYS[module]!)[0]!
      props[key] = values[0]!
    }
    return props
  })
}

function moduleOf(module: string): fc.Arbitrary<ModuleProps> {
  const isBreaker = module === 'circuitbreaker'
  return fc
    .tuple(fc.boolean(), propsOf(module, []), propsOf(module, []))
    .chain(([hasDefault, fallback, first]) => {
      const configs: Record<string, Props> = { first, ...(hasDefault ? { default: fallback } : {}) }
      const names = Object.keys(configs)
      const second = propsOf(module, isBreaker ? names : hasDefault ? ['default'] : [])
      return second.chain((props) => {
        const all: Record<string, Props> = { ...configs, second: props }
        // `default` and `second` are names of configurations as well.
        const operations = ['api', 'second', 'default']
        const instance = (name: string) =>
          propsOf(
            module,
            Object.keys(all).filter((config) => config !== name),
          )
        return fc
          .record(Object.fromEntries(operations.map((name) => [name, instance(name)])), {
            requiredKeys: [],
          })
          .map((instances) => ({ configs: all, instances: instances as Record<string, Props> }))
      })
    })
}

export const configurations: fc.Arbitrary<Record<string, ModuleProps>> = fc
  .record(Object.fromEntries(Object.keys(KEYS).map((module) => [module, moduleOf(module)])), {
    requiredKeys: [],
  })
  .filter((modules) => Object.keys(modules).length > 0) as fc.Arbitrary<Record<string, ModuleProps>>

/** A duration in one of Spring's spellings, chosen by its own size. */
function durationText(ms: number): string {
  if (ms % 60_000 === 0 && ms > 0) return `${ms / 60_000}m`
  if (ms % 1000 === 0) return ms % 2000 === 0 ? `PT${ms / 1000}S` : `${ms / 1000}s`
  return ms % 500 === 0 ? String(ms) : `${ms}ms`
}

function textOf(key: string, value: Props[string]): string {
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'number' && isDuration(key) ? durationText(value) : String(value)
}

const kebab = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

export function toProperties(modules: Record<string, ModuleProps>): string {
  const lines: string[] = []
  for (const [module, { configs, instances }] of Object.entries(modules)) {
    for (const [section, sets] of Object.entries({ configs, instances })) {
      for (const [name, props] of Object.entries(sets)) {
        for (const [key, value] of Object.entries(props)) {
          const at = `resilience4j.${module}.${section}.${name}.${kebab(key)}`
          if (Array.isArray(value)) {
            lines.push(...value.map((item, index) => `${at}[${index}]=${item}`))
          } else lines.push(`${at}=${textOf(key, value)}`)
        }
      }
    }
  }
  return `${lines.join('\n')}\n`
}

export function toYaml(modules: Record<string, ModuleProps>): string {
  const lines: string[] = []
  for (const [module, { configs, instances }] of Object.entries(modules)) {
    lines.push(`resilience4j.${module}:`)
    for (const [section, sets] of Object.entries({ instances, configs })) {
      if (Object.keys(sets).length > 0) lines.push(`  ${section}:`)
      for (const [name, props] of Object.entries(sets)) {
        lines.push(`    ${name}:`)
        for (const [key, value] of Object.entries(props)) {
          lines.push(`      ${key}: ${textOf(key, value)}`)
        }
      }
    }
  }
  return `${lines.join('\n')}\n`
}
