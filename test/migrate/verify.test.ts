import { expect, it } from 'vitest'
import { verify } from '../../src/migrate/verify.js'
import { stated } from '../support/claims.js'

it('finds nothing where every claim holds', () => {
  const claims = [stated({}, 'retry.maxAttempts', 3), stated({ operation: 'a' }, 'retry', false)]
  const text = 'version: 1\npreset: simple\noperations:\n  a: {retry: false}\n'

  expect(verify('resil.yaml', text, claims)).toEqual([])
})

it('names the claim that does not hold, with both values', () => {
  const claims = [stated({ operation: 'a' }, 'circuitBreaker.openDuration', 9000)]
  const [finding, ...more] = verify('resil.yaml', 'version: 1\npreset: simple\n', claims)

  expect(more).toEqual([])
  expect(finding).toMatchObject({
    ruleId: 'migrate/not-reproduced',
    severity: 'error',
    message: 'circuitBreaker.openDuration of a was "9s" and would be "1m".',
    span: claims[0]!.setting!.span,
  })
})

it('reports what is wrong with the text itself', () => {
  const found = verify('resil.yaml', 'version: 1\npreset: simpel\n', [])

  expect(found.map((d) => d.ruleId)).toEqual(['policy/unknown-preset'])
})

it('warns as the rules do', () => {
  const text = 'version: 1\npreset: simple\ndefaults: {retry: {maxAttempts: 9}}\n'

  expect(verify('resil.yaml', text, []).map((d) => d.ruleId)).toContain('retry/too-many-attempts')
})
