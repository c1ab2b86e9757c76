import { expect, it } from 'vitest'
import { EXIT, UsageError } from '../../src/cli/usage-error.js'

it('carries what to do instead', () => {
  const error = new UsageError('That is wrong.', 'Do this.')
  expect([error.name, error.message, error.help]).toEqual([
    'UsageError',
    'That is wrong.',
    'Do this.',
  ])
  expect(new UsageError('That is wrong.').help).toBeUndefined()
})

it('exit codes are different, and those of HOUSE.md', () => {
  const ends = { interrupted: 130, terminated: 143 }
  expect(EXIT).toEqual({ clean: 0, findings: 1, usage: 2, nothing: 3, bug: 4, ...ends })
})
