import { afterEach, describe, expect, it, vi } from 'vitest'
import { meant, POLICY_FILES, policyInForce } from '../../src/cli/policy-file.js'
import { operationNames, resolveOperation } from '../../src/policy/resolve.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()
afterEach(() => vi.unstubAllEnvs())

const POLICY = `
version: 1
preset: mine
presets:
  mine: { extends: production }
operations:
  search: { retry: { maxAttempts: 4 } }
environments:
  staging:
    operations: { search: { retry: { maxAttempts: 2 } } }
`

const attempts = (flags: Parameters<typeof policyInForce>[0]) =>
  resolveOperation(policyInForce(flags).input!, 'search').policy.retry?.maxAttempts

it('without a file the presets stand alone', () => {
  const { file, policy, input, diagnostics } = policyInForce({})
  expect({ file, policy, diagnostics }).toEqual({
    file: undefined,
    policy: undefined,
    diagnostics: [],
  })
  expect(operationNames(input!)).toEqual([])
})

it.each(POLICY_FILES)('finds %s', (name) => {
  const text = name.startsWith('resil.js') ? '{"version": 1, "preset": "simple"}' : POLICY
  put(name, text)
  expect(policyInForce({}).file).toBe(name)
})

it('takes the first of several', () => {
  for (const name of POLICY_FILES) put(name, POLICY)
  expect(policyInForce({}).file).toBe('resil.yaml')
})

it('applies the overlay, the preset and the variables', () => {
  put('resil.yaml', POLICY)
  expect(attempts({})).toBe(4)
  expect(attempts({ env: 'staging' })).toBe(2)
  expect(policyInForce({ preset: 'mine' }).input?.preset).toBe('mine')
  vi.stubEnv('RESILIENCE_PRESET', 'development')
  expect(policyInForce({}).input?.variables).toBeDefined()
})

describe('names that nobody has', () => {
  it.each([
    [{ preset: 'produciton' }, 'There is no preset produciton.', 'Did you mean production?'],
    [{ preset: 'mien' }, 'There is no preset mien.', 'Did you mean mine?'],
    [{ env: 'stagin' }, 'The policy has no environment stagin.', 'Did you mean staging?'],
    [{ env: 'xyz' }, 'The policy has no environment xyz.', 'Use one of staging.'],
  ])('%j', (flags, message, help) => {
    put('resil.yaml', POLICY)
    expect(() => policyInForce(flags)).toThrow(expect.objectContaining({ message, help }))
  })

  it('--env without a policy', () => {
    expect(() => policyInForce({ env: 'staging' })).toThrow(
      expect.objectContaining({ help: 'The policy has none.' }),
    )
  })
})

describe('gives findings, and nothing to resolve', () => {
  it.each([
    ['for a document with an error', 'version: 1\nretry: 3\n', 'policy/unknown-key'],
    ['for text that is none', 'a: \0', 'syntax/nul-byte'],
    ['for an empty file', '', 'policy/empty'],
  ])('%s', (_, text, ruleId) => {
    put('resil.yaml', text)
    const { input, diagnostics } = policyInForce({})
    expect(input).toBeUndefined()
    expect(diagnostics.map((one) => one.ruleId)).toEqual([ruleId])
  })

  it('for a variable that cannot be read', () => {
    put('resil.yaml', POLICY)
    vi.stubEnv('RESILIENCE_CUSTOM_CONFIG', '{"retry_attempts": ')
    const { input, diagnostics } = policyInForce({})
    expect(input).toBeUndefined()
    expect(diagnostics).toHaveLength(1)
  })
})

it.each([
  ['simpel', 'Did you mean simple?'],
  ['xyz', 'Use one of simple, production.'],
])('meant: %s', (word, expected) => expect(meant(word, ['simple', 'production'])).toBe(expected))
