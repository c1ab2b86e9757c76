/**
 * The law of the migration, over random legal configurations of each format: resolving the migrated
 * file gives back every legacy value. What a reader takes a value for is held by its own tests.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { migrate } from '../../src/migrate/migrate.js'
import { claimHolds } from '../../src/migrate/plan.js'
import { readSource } from '../../src/migrate/read-source.js'
import { resolveOperation } from '../../src/policy/resolve.js'
import { handMade } from '../formats/custom/hand-made.js'
import { configurations, toProperties, toYaml } from '../formats/resilience4j/configurations.js'

function holdsTheLaw(file: string, text: string): void {
  const result = migrate([readSource(sourceText(file, text))])
  const errors = result.diagnostics.filter((finding) => finding.severity === 'error')
  expect(
    errors.map((finding) => `${finding.ruleId} ${finding.message}`),
    text,
  ).toEqual([])
  expect(result.status, text).toBe('migrated')
  const { document, settings, implied } = result
  const stated = settings.flatMap((setting) => setting.targets)
  const said = new Set(stated.map(({ scope, path }) => JSON.stringify([scope, path])))
  const defaults = implied.filter(({ kind }) => kind === 'default').map((one) => one.target)
  const all = [
    ...stated,
    ...defaults.filter(({ scope, path }) => !said.has(JSON.stringify([scope, path]))),
  ]
  expect(stated.length, text).toBeGreaterThan(0)
  for (const target of all) {
    if (target.path === 'strategy' || target.path === 'preset') continue
    const { environment, operation } = target.scope
    const input = { document: document!, ...(environment ? { environment } : {}) }
    const holds = claimHolds(target, resolveOperation(input, operation))
    expect(holds, `${JSON.stringify(target)}\n${text}\n${result.text}`).toBe(true)
  }
}

describe('the migrated file resolves to the legacy values', () => {
  it('of environment variables', () => {
    const number = (min: number, max: number) => fc.integer({ min, max })
    const strategy = fc.constantFrom('aggressive', 'balanced', 'conservative', 'critical')
    const variables = fc
      .record(
        {
          RETRY_MAX_ATTEMPTS: number(1, 10),
          CIRCUIT_BREAKER_FAILURE_THRESHOLD: number(1, 20),
          CIRCUIT_BREAKER_RECOVERY_TIMEOUT: number(10, 300),
          RETRY_MAX_DELAY: number(5, 600),
          RETRY_EXPONENTIAL_MULTIPLIER: number(1, 5),
          RETRY_EXPONENTIAL_MIN: number(1, 4),
          RETRY_EXPONENTIAL_MAX: number(5, 120),
          RETRY_JITTER_MAX: number(1, 10),
          DEFAULT_RESILIENCE_STRATEGY: strategy,
          QA_RESILIENCE_STRATEGY: strategy,
          BILLING_RESILIENCE_STRATEGY: strategy,
        },
        { requiredKeys: ['RETRY_MAX_ATTEMPTS'] },
      )
      .map((all) => Object.entries(all).map(([name, value]) => `${name}=${value}\n`))
    fc.assert(
      fc.property(variables, (lines) => holdsTheLaw('.env', lines.join(''))),
      { numRuns: 150 },
    )
  })

  it('of hand-made files', () => {
    fc.assert(
      fc.property(handMade, ({ content }) =>
        holdsTheLaw('input.json', JSON.stringify(content, null, 1)),
      ),
      { numRuns: 150 },
    )
  })

  it('of Hystrix', () => {
    const keys = {
      'execution.isolation.thread.timeoutInMilliseconds': fc.integer({ min: 1, max: 90_000 }),
      'execution.timeout.enabled': fc.boolean(),
      'circuitBreaker.enabled': fc.boolean(),
      'circuitBreaker.requestVolumeThreshold': fc.integer({ min: 1, max: 100 }),
      'circuitBreaker.errorThresholdPercentage': fc.integer({ min: 1, max: 100 }),
      'circuitBreaker.sleepWindowInMilliseconds': fc.integer({ min: 1, max: 90_000 }),
      'execution.isolation.strategy': fc.constantFrom('THREAD', 'SEMAPHORE'),
      'execution.isolation.semaphore.maxConcurrentRequests': fc.integer({ min: 1, max: 99 }),
    }
    const command = fc.record(keys, { requiredKeys: ['circuitBreaker.requestVolumeThreshold'] })
    const names = fc.constantFrom('default', 'pay', 'Mail#send(String)', 'a.b')
    fc.assert(
      fc.property(fc.dictionary(names, command, { minKeys: 1 }), (commands) => {
        const lines = Object.entries(commands).flatMap(([name, settings]) =>
          Object.entries(settings).map(
            ([key, value]) => `hystrix.command.${name}.${key}=${value}\n`,
          ),
        )
        holdsTheLaw('app.properties', lines.join(''))
      }),
      { numRuns: 150 },
    )
  })

  it('of resilience4j', () => {
    fc.assert(
      fc.property(configurations, fc.boolean(), (modules, asYaml) => {
        const text = asYaml ? toYaml(modules) : toProperties(modules)
        const { settings } = migrate([readSource(sourceText('a.yml', toYaml(modules)))])
        fc.pre(settings.some((setting) => setting.targets.length > 0))
        holdsTheLaw(asYaml ? 'application.yml' : 'application.properties', text)
      }),
      { numRuns: 100 },
    )
  })
})
