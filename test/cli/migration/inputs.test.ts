import { describe, expect, it, vi } from 'vitest'
import { readInputs } from '../../../src/cli/migration/inputs.js'
import type { MigrateFlags } from '../../../src/cli/migration/options.js'
import { put, workInTemporaryFolder } from '../../support/temporary-folder.js'

workInTemporaryFolder()

const flags: MigrateFlags = { to: 'yaml', decide: [], operationMap: [] }
const LEGACY = 'RETRY_MAX_ATTEMPTS=4\n'

const namesOf = (files: readonly string[], more: Partial<MigrateFlags> = {}) =>
  readInputs(files, { ...flags, ...more }).sources.map((source) => source.file)

it('wants something to read', () => {
  expect(() => readInputs([], flags)).toThrow('Nothing to migrate was named.')
})

it('takes files in the order in which they are named, each once', () => {
  put('b.env', LEGACY)
  put('a.env', LEGACY)
  expect(namesOf(['b.env', 'a.env', './b.env'])).toEqual(['b.env', 'a.env'])
})

it('takes a named file without a format, too', () => {
  put('other.yml', 'port: 80\n')
  expect(readInputs(['other.yml'], flags).sources).toMatchObject([
    { file: 'other.yml', formats: [] },
  ])
})

describe('a folder', () => {
  it('gives the files that hold a format, and names the others', () => {
    put('config/legacy.env', LEGACY)
    put('config/other.yml', 'port: 80\n')
    put('config/broken.yml', 'a: [1\nb: 2\n')
    const { sources, skipped } = readInputs(['config'], flags)
    expect(sources.map((source) => source.file)).toEqual(['config/legacy.env'])
    expect(skipped).toMatchObject([
      { file: 'config/broken.yml', diagnostics: [{ severity: 'error' }] },
      { file: 'config/other.yml', diagnostics: [] },
    ])
  })

  it('does not repeat a file that was named already', () => {
    put('config/legacy.env', LEGACY)
    expect(namesOf(['config/legacy.env', 'config', './config/'])).toEqual(['config/legacy.env'])
  })

  it('may be empty', () => {
    put('config/readme.md', '')
    expect(readInputs(['config'], flags)).toMatchObject({ sources: [], skipped: [] })
  })
})

it('keeps an unreadable file as a source with its finding', () => {
  put('a.yml', Buffer.from('a: \0'))
  const { sources } = readInputs(['a.yml'], flags)
  expect(sources).toMatchObject([{ formats: [], diagnostics: [{ ruleId: 'syntax/nul-byte' }] }])
})

it('adds the environment of the process with --from-env', () => {
  vi.stubEnv('RETRY_MAX_ATTEMPTS', '4')
  put('a.env', LEGACY)
  const { sources, texts } = readInputs(['a.env'], { ...flags, fromEnv: true })
  expect(sources.map((source) => source.file)).toEqual(['a.env', 'environment'])
  expect([...texts.keys()]).toEqual(['a.env', 'environment'])
  vi.unstubAllEnvs()
})
