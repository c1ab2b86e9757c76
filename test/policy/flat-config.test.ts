import { describe, expect, it } from 'vitest'
import { flatConfig, readVariables } from '../../src/policy/flat-config.js'
import { resolveOperation } from '../../src/policy/resolve.js'

const CONFIG = 'RESILIENCE_CUSTOM_CONFIG'
const read = (config: string, preset?: string) =>
  readVariables({ [CONFIG]: config, RESILIENCE_PRESET: preset })
const findings = (config: string) => {
  const { diagnostics, value } = read(config)
  expect(value === undefined).toBe(diagnostics.some((d) => d.severity === 'error'))
  return diagnostics.map((d) => `${d.ruleId}@${d.span?.start.line}:${d.span?.start.column}`)
}

describe('readVariables', () => {
  it('makes a layer with places of the two variables', () => {
    const { value, diagnostics } = read(
      '{"retry_attempts": 4, "default_strategy": "critical",\n' +
        ' "operation_overrides": {"qa": "balanced"}}',
      ' production ',
    )
    expect(diagnostics).toEqual([])
    expect(value?.preset).toMatchObject({
      name: 'production',
      origin: { layer: 'variable', name: 'RESILIENCE_PRESET', span: { start: { column: 2 } } },
    })
    expect(value?.strategy).toMatchObject({
      name: 'critical',
      origin: { layer: 'variable', name: CONFIG, span: { file: CONFIG, start: { column: 43 } } },
    })
    expect(value?.operations).toEqual({ qa: 'balanced' })
    expect([...(value?.leaves ?? [])]).toEqual([['retry.maxAttempts', 4]])
    expect(value?.spans?.get('retry.maxAttempts')?.start).toEqual({
      line: 1,
      column: 20,
      offset: 19,
    })
  })

  it('the layer resolves, with the place of each number', () => {
    const variables = read('{"retry_attempts": 4, "jitter_enabled": false}', 'production').value!
    const { leaves, preset } = resolveOperation({ variables }, 'qa')
    expect(preset.name).toBe('production')
    expect(leaves.get('retry.maxAttempts')).toMatchObject({
      value: 4,
      origin: { layer: 'variable', name: CONFIG, span: { start: { column: 20 } } },
    })
    expect(leaves.get('retry.jitter.kind')?.value).toBe('none')
    expect(leaves.get('circuitBreaker.threshold')?.value).toBe(10)
    expect(leaves.has('retry.jitter.max')).toBe(false)
  })

  it.each([[{}], [{ RESILIENCE_PRESET: '', [CONFIG]: '  ' }], [{ RETRY_MAX_ATTEMPTS: '3' }]])(
    'says nothing when neither is set: %j',
    (variables) => {
      expect(readVariables(variables)).toEqual({ diagnostics: [] })
    },
  )

  it('takes the presets of the document too, and no others', () => {
    const variables = { RESILIENCE_PRESET: 'ours' }
    expect(readVariables(variables, ['ours']).value?.preset?.name).toBe('ours')
    expect(readVariables(variables).value).toBeUndefined()
    const [finding] = readVariables({ RESILIENCE_PRESET: ' prodution' }).diagnostics
    expect(finding).toMatchObject({
      ruleId: 'policy/unknown-preset',
      help: 'Did you mean production?',
      span: { file: 'RESILIENCE_PRESET', start: { line: 1, column: 2 } },
    })
  })
})

describe('findings of the custom configuration', () => {
  it.each([
    ['{}', ['flat-config/empty@1:1']],
    ['[1]', ['flat-config/not-an-object@1:1']],
    ['"x"', ['flat-config/not-an-object@1:1']],
    ['// nothing', ['flat-config/not-an-object@1:1']],
    ['{"retry_attempts": 0}', ['flat-config/invalid-value@1:20']],
    ['{"retry_attempts": 11}', ['flat-config/invalid-value@1:20']],
    ['{"retry_attempts": 2.5}', ['flat-config/invalid-value@1:20']],
    ['{"retry_attempts": "3"}', ['flat-config/invalid-value@1:20']],
    ['{"recovery_timeout": null}', ['flat-config/invalid-value@1:22']],
    ['{"operation_overrides": []}', ['flat-config/invalid-value@1:25']],
    ['{"operation_overrides": {"qa": "criticl"}}', ['flat-config/invalid-value@1:32']],
    ['{"operation_overrides": {"": "critical"}}', ['flat-config/invalid-value@1:26']],
    [
      '{"recovery_timeout": 9,\n "retry_attemps": 3}',
      ['flat-config/invalid-value@1:22', 'flat-config/unknown-field@2:2'],
    ],
    ['{"exponential_min": 10, "exponential_max": 10}', ['flat-config/min-not-below-max@1:21']],
    ['{"jitter_enabled": false, "jitter_max": 1}', ['flat-config/jitter-max-unused@1:27']],
    ['{"retry_attempts": 3', ['syntax/invalid-json@1:21']],
    ['{"retry_attempts": 3, "retry_attempts": 4}', ['syntax/duplicate-key@1:23']],
    ['{"__proto__": 3, "retry_attempts": 4}', ['syntax/forbidden-key@1:2']],
    ['{"operation_overrides": {"eval(x)": "critical"}}', ['security/refused-content@1:26']],
    [`{"a": "${'x'.repeat(5000)}"}`, ['security/too-large@1:1']],
  ])('%s', (config, expected) => {
    expect(findings(config)).toEqual(expected)
  })

  it.each([
    ['{"retry_attemps": 3}', 'Did you mean retry_attempts?'],
    ['{"default_strategy": "agressive"}', 'Did you mean aggressive?'],
    ['{"operation_overrides": {"qa": "Critical"}}', 'Did you mean critical?'],
    ['{"retry_attempts": 12}', 'Write a whole number from 1 to 10.'],
    ['{"jitter_enabled": "yes"}', 'Write true or false.'],
  ])('%s: %s', (config, help) => {
    expect(read(config).diagnostics[0]?.help).toBe(help)
  })

  it('states the value and the range', () => {
    expect(read('{"recovery_timeout": 5}').diagnostics[0]?.message).toBe(
      'recovery_timeout is `5`, and it takes a whole number of seconds from 10 to 300.',
    )
    const overrides = Object.fromEntries(
      Array.from({ length: 11 }, (_, i) => [`o${i}`, 'critical']),
    )
    const config = JSON.stringify({ operation_overrides: overrides })
    expect(read(config).diagnostics[0]?.message).toBe(
      'operation_overrides is a map of 11, and it takes a map of at most 10 operations ' +
        'to strategies.',
    )
  })

  it('the schema is exported for others', () => {
    expect(flatConfig.safeParse({ retry_attempts: 3 }).success).toBe(true)
  })
})
