import { describe, expect, it } from 'vitest'
import { env, environmentText } from '../../../src/formats/env/index.js'
import { substitute } from '../../../src/formats/env/placeholders.js'
import { checkImported } from '../../support/format-harness.js'
import { parse, read, values } from './support.js'

describe('the process environment', () => {
  it('shows only variables that could matter, one line each, in code-unit order', () => {
    const text = environmentText({
      RETRY_MAX_ATTEMPTS: '4',
      AWS_SECRET_ACCESS_KEY: 'do-not-show',
      CB_TIMEOUT: '30s',
      DATABASE_URL: 'postgres://user:pw@db',
      CIRCUIT_BREAKER_API_TOKEN: 'do-not-show',
      PAYMENTS_TIMEOUT: '5s',
      PAYMENTS_MAX_RETRIES: '1',
      PATH: '/bin',
      MAX_RETRIES: undefined,
    })
    expect(text.source.file).toBe('environment')
    expect(text.source.text).toBe(
      'CB_TIMEOUT=30s\nPAYMENTS_MAX_RETRIES=1\nPAYMENTS_TIMEOUT=5s\nRETRY_MAX_ATTEMPTS=4\n',
    )
    expect(env.detect(text)?.span.start.line).toBe(1)
  })

  it('keeps places right when a value holds line ends', () => {
    const text = environmentText({
      RESILIENCE_CUSTOM_CONFIG: '{\n  "retry_attempts": 12\n}',
      RESILIENCE_PRESET: 'simple',
    })
    const imported = env.read(text)
    checkImported(imported)
    const [finding] = imported.diagnostics
    expect(finding?.ruleId).toBe('env/invalid-field')
    expect([finding?.span?.start.line, finding?.span?.start.column]).toEqual([1, 48])
    expect(imported.settings.map((s) => s.span.start.line)).toEqual([1, 2])
  })

  it('is empty without any', () => {
    const text = environmentText({ HOME: '/root' })
    expect(text.source.text).toBe('')
    expect(env.detect(text)).toBeUndefined()
  })
})

describe('places inside of a value', () => {
  const config = '{"retry_attempts": 12}'
  it.each([
    ['bare', 'input.env', `RESILIENCE_CUSTOM_CONFIG=${config}`],
    ['single quotes', 'input.env', `RESILIENCE_CUSTOM_CONFIG='${config}'`],
    ['escapes', 'input.env', `RESILIENCE_CUSTOM_CONFIG="${config.replaceAll('"', '\\"')}"`],
    [
      'YAML',
      'a.yaml',
      `services:\n  a:\n    environment:\n      RESILIENCE_CUSTOM_CONFIG: '${config}'`,
    ],
    [
      'YAML list',
      'a.yaml',
      `services:\n  a:\n    environment:\n      - 'RESILIENCE_CUSTOM_CONFIG=${config}'`,
    ],
    [
      'YAML fold',
      'a.yaml',
      'services:\n  a:\n    environment:\n      RESILIENCE_CUSTOM_CONFIG: >-\n' +
        '        {"retry_attempts":\n        12}',
    ],
    ['TOML', 'a.toml', `[vars]\nRESILIENCE_CUSTOM_CONFIG = '${config}'`],
  ])('%s: the finding stands on the number', (_, file, text) => {
    const span = read(text, file).diagnostics[0]!.span!
    expect(text.slice(span.start.offset, span.end.offset)).toBe('12')
    expect(span.pointer).toMatch(/\/retry_attempts$/)
  })
})

describe('placeholders', () => {
  it.each([
    ['${A:-3}', { text: '3', defaulted: 'A' }],
    ['${A-3}', { text: '3', defaulted: 'A' }],
    ['${A:-${B:-4}s}', { text: '4s', defaulted: 'A' }],
    ['${A:?must}', { text: '', missing: 'A' }],
    ['${A}', { text: '', missing: 'A' }],
    ['$A', { text: '', missing: 'A' }],
    ['${A:+x}', { text: '', missing: 'A' }],
    ['$$5', { text: '$5' }],
    ['5$', { text: '5$' }],
    ['${1}', { text: '${1}' }],
    ['${A', { text: '${A' }],
    ['{{ secrets.A }}', { text: '', missing: '{{ secrets.A }}' }],
  ])('%s', (text, expected) => {
    expect(substitute(text)).toEqual(expected)
  })

  it('stays quick on nested nonsense', () => {
    expect(substitute('${a'.repeat(6000)).text).toHaveLength(18_000)
    expect(substitute('${a:-'.repeat(3000) + '}'.repeat(3000)).defaulted).toBe('a')
  })
})

describe('sources', () => {
  it.each([
    ['a Service without variables', 'a.yaml', 'apiVersion: v1\nkind: Service\nspec: {ports: []}\n'],
    ['a Secret', 'a.yaml', 'apiVersion: v1\nkind: Secret\ndata:\n  MAX_RETRIES: NQ==\n'],
    ['other YAML', 'a.yaml', 'MAX_RETRIES: 5\nretry:\n  MAX_RETRIES: 5\n'],
    ['other TOML', 'a.toml', '[tool]\nMAX_RETRIES = "5"\n'],
    ['.properties', 'a.properties', 'MAX_RETRIES=5\n'],
    ['an empty file', 'a.env', ''],
    ['a list of other texts', 'a.yaml', '- MAX_RETRIES=5\n- something else\n'],
  ])('%s is none', (_, file, text) => {
    expect(env.detect(parse(text, file))).toBeUndefined()
    expect(env.read(parse(text, file)).settings).toEqual([])
  })

  it('reads a Pod, a fragment of a compose list, and Wrangler JSON', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n' +
      '  - {name: a, env: [{name: MAX_RETRIES, value: "1"}]}\n'
    expect(values(read(pod, 'a.yaml'))).toEqual({ '*: retry.maxAttempts': 2 })
    expect(values(read('- MAX_RETRIES=1\n- A=b\n', 'a.yaml'))).toEqual({
      '*: retry.maxAttempts': 2,
    })
    const json = '{"compatibility_date": "2025-01-01", "vars": {"MAX_RETRIES": 1}}'
    expect(values(read(json, 'a.json'))).toEqual({ '*: retry.maxAttempts': 2 })
  })

  it('asks about flat configurations that differ, with all of each', () => {
    const text = [
      'services:',
      '  a: {environment: {RESILIENCE_CUSTOM_CONFIG: \'{"retry_attempts": 2}\'}}',
      '  b: {environment: {RESILIENCE_CUSTOM_CONFIG: \'{"recovery_timeout": 20}\'}}',
    ].join('\n')
    const [first] = read(text, 'a.yaml').settings
    expect(first?.decision?.suggested).toBe('a')
    expect(first?.decision?.options.map((o) => o.targets.map((t) => t.path))).toEqual([
      ['retry.maxAttempts'],
      ['circuitBreaker.openDuration'],
    ])
  })

  it('takes no field of a flat configuration that is not JSON', () => {
    const imported = read('RESILIENCE_CUSTOM_CONFIG={"retry_attempts": 3, oops}')
    expect(values(imported)).toEqual({})
    expect(imported.settings.map((s) => s.fate)).toEqual(['ignored'])
  })
})
