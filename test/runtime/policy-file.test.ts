/** A policy file read once. */
import { expect, it } from 'vitest'
import { PolicyError, readPolicyFile, shown, unreadable } from '../../src/runtime/policy-file.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

it('a good file gives policies', () => {
  const path = put('a.yaml', 'version: 1\ndefaults: { retry: { maxAttempts: 7 } }')
  const { value, diagnostics } = readPolicyFile(path)
  expect(diagnostics).toEqual([])
  expect(value!.policyOf('any').retry!.maxAttempts).toBe(7)
})

it.each([
  ['a missing file', 'none.yaml', undefined, 'policy/unreadable'],
  ['a folder', '.', undefined, 'policy/unreadable'],
  ['bytes that are no text', 'a.yaml', Uint8Array.of(0x61, 0xff), 'syntax/not-utf-8'],
  ['a policy with an error', 'a.yaml', 'version: 1\nretry: 3', 'policy/'],
])('%s is a finding with a place', (_, path, content, rule) => {
  if (content !== undefined) put(path, content)
  const { value, diagnostics } = readPolicyFile(path)
  expect(value).toBeUndefined()
  expect(diagnostics[0]!.ruleId).toContain(rule)
  expect(diagnostics[0]!.span!.file).toBe(path)
})

it('a PolicyError shows its first error with the place and what to do', () => {
  const finding = unreadable('a.yaml', Object.assign(new Error('x'), { code: 'ENOENT' }))
  const text = 'a.yaml:1:1: There is no file a.yaml. Check the path and its permissions.'
  expect(shown(finding)).toBe(text)
  const warning = { ...finding, severity: 'warning', message: 'not this' } as const
  expect(new PolicyError([warning, finding])).toMatchObject({ message: text, name: 'PolicyError' })
})
