import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { type MigrateOptions, migrate } from '../../src/migrate/migrate.js'
import { readSource } from '../../src/migrate/read-source.js'

const source = (file: string, ...lines: string[]) =>
  readSource(sourceText(file, `${lines.join('\n')}\n`))
const env = (...lines: string[]) => source('.env', ...lines)
const run = (lines: string[], options: MigrateOptions = {}) => migrate([env(...lines)], options)
const ids = ({ diagnostics }: ReturnType<typeof migrate>) => diagnostics.map((d) => d.ruleId)

const PRODUCTION = [
  'RETRY_MAX_ATTEMPTS=5',
  'CIRCUIT_BREAKER_FAILURE_THRESHOLD=10',
  'CIRCUIT_BREAKER_RECOVERY_TIMEOUT=120',
  'DEFAULT_RESILIENCE_STRATEGY=conservative',
]

describe('a migration', () => {
  it('of settings that are a preset is that preset and nothing more, but for its strategy', () => {
    const { status, document, preset } = run(PRODUCTION.slice(0, 3))

    expect(status).toBe('migrated')
    expect(document).toEqual({ version: 1, preset: 'production' })
    expect(preset).toMatchObject({ preset: 'production', score: 1, level: 'high' })
  })

  it('keeps single settings above the strategy that is named beside them', () => {
    const { document } = run(PRODUCTION)

    expect(document).toEqual({
      version: 1,
      preset: 'production',
      defaults: { strategy: 'conservative', circuitBreaker: { threshold: 10 } },
    })
  })

  it('finds nothing in a file about something else', () => {
    expect(run(['PORT=80'])).toMatchObject({ status: 'nothing', settings: [] })
  })

  it('leaves a policy alone', () => {
    expect(migrate([source('resil.yaml', 'version: 1', 'preset: simple')]).status).toBe('policy')
  })

  it('says in the text where it comes from', () => {
    expect(run(PRODUCTION).text?.split('\n')[0]).toBe(
      '# Migrated by resil from .env (Environment variables).',
    )
  })

  it('is the same bytes each time', () => {
    expect(JSON.stringify(run(PRODUCTION))).toBe(JSON.stringify(run(PRODUCTION)))
  })
})

describe('the preset', () => {
  it('can be forced; the overrides grow, the meaning stays', () => {
    const { document, preset } = run(PRODUCTION.slice(0, 3), { preset: 'simple' })

    expect(preset).toMatchObject({ preset: 'simple', chosenBy: 'flag' })
    expect(document).toEqual({
      version: 1,
      preset: 'simple',
      defaults: {
        retry: { maxAttempts: 5 },
        circuitBreaker: { threshold: 10, openDuration: '2m' },
      },
    })
  })

  it('is taken from the input that names it', () => {
    const { document, preset } = run(['RESILIENCE_PRESET=development'])

    expect(preset).toMatchObject({ preset: 'development', chosenBy: 'input', score: 1 })
    expect(document).toEqual({ version: 1, preset: 'development' })
  })

  it('that does not exist stops the migration', () => {
    const result = run(PRODUCTION, { preset: 'prodution' })

    expect(result.status).toBe('failed')
    expect(result.document).toBeUndefined()
    expect(ids(result)).toEqual(['policy/unknown-preset'])
  })

  it('with strategies for operations that the old file does not know is a question', () => {
    const kept = run(PRODUCTION.slice(0, 3))
    const held = run(PRODUCTION.slice(0, 3), { decide: { 'preset-operations': 'legacy' } })

    expect(kept.decisions).toMatchObject([{ key: 'preset-operations', taken: 'preset' }])
    expect(held.document?.defaults).toEqual({
      retry: { maxAttempts: 5 },
      circuitBreaker: { threshold: 10, openDuration: '2m' },
    })
    expect(held.decisions).toMatchObject([{ taken: 'legacy', decidedByUser: true }])
  })
})

describe('answers', () => {
  it('to a question that nobody asked stop the migration, with a suggestion', () => {
    const result = run(PRODUCTION.slice(0, 3), { decide: { 'preset-operation': 'legacy' } })

    expect(result.status).toBe('failed')
    expect(result.diagnostics[0]).toMatchObject({
      ruleId: 'migrate/unknown-decision',
      help: 'Did you mean preset-operations?',
    })
  })
})

it.each(['prest', 'both'])(
  'the answer %j to the question about operations is refused',
  (answer) => {
    const result = run(PRODUCTION.slice(0, 3), { decide: { 'preset-operations': answer } })

    expect(result.status).toBe('failed')
    expect(ids(result)).toEqual(['migrate/unknown-option'])
  },
)

describe('several sources', () => {
  const yaml = source('r.yaml', 'retry: {max_attempts: 7, initial_delay_ms: 100}')
  const dotenv = env('RETRY_MAX_ATTEMPTS=5', 'CIRCUIT_BREAKER_FAILURE_THRESHOLD=4')

  it('become one document, contradictions decisions', () => {
    const { status, decisions, document } = migrate([dotenv, yaml])

    expect(status).toBe('migrated')
    expect(decisions[0]).toMatchObject({
      key: 'conflict.defaults.retry.maxAttempts',
      taken: '.env:1',
      decidedByUser: false,
    })
    expect(document?.defaults).toMatchObject({ circuitBreaker: { threshold: 4 } })
  })

  it('take the value that the user names', () => {
    const { document } = migrate([dotenv, yaml], {
      decide: { 'conflict.defaults.retry.maxAttempts': 'r.yaml:1' },
    })

    expect(document?.defaults).toMatchObject({ retry: { maxAttempts: 7 } })
  })
})

describe('a text with holes', () => {
  it.each([
    ['a key written twice', 'retry:\n  max_attempts: 3\n  max_attempts: 4', 'syntax/duplicate-key'],
    ['a forbidden key', 'retry: {max_attempts: 3, __proto__: {a: 1}}', 'syntax/forbidden-key'],
  ])('is evidence and no policy: %s', (_, text, ruleId) => {
    const result = migrate([source('r.yaml', text, 'circuit_breaker: {failure_threshold: 5}')])

    expect(result.status).toBe('failed')
    expect(result.document).toBeUndefined()
    expect(result.settings.length).toBeGreaterThan(0)
    expect(ids(result)).toContain(ruleId)
  })
})

describe('warnings about the result', () => {
  it.each([
    ['many attempts', 'RETRY_MAX_ATTEMPTS=9', 'retry/too-many-attempts'],
    ['a hair trigger', 'CIRCUIT_BREAKER_FAILURE_THRESHOLD=1', 'breaker/threshold-too-low'],
    ['a breaker that opens first', 'RETRY_MAX_ATTEMPTS=6', 'breaker/opens-before-retries-end'],
  ])('%s', (_, line, ruleId) => {
    const result = run([line], { preset: 'simple' })

    expect(result.status).toBe('migrated')
    expect(ids(result)).toContain(ruleId)
  })
})
