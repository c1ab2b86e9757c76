/** Breakers in a file: what is promised of it. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { fileStore } from '../../../src/runtime/state/file-store.js'
import type { KeptBreaker } from '../../../src/runtime/state/store.js'
import { put, workInTemporaryFolder } from '../../support/temporary-folder.js'

workInTemporaryFolder()

const NOW = 1_700_000_000_000

const breaker = (operation: string, parts: Partial<KeptBreaker> = {}): KeptBreaker => ({
  ...{ operation, host: null, state: 'open', remainingMs: 500 },
  ...{ openings: 1, isolations: 0, failures: 0, changedAtMs: NOW - 10 },
  ...parts,
})

const storeAt = (now: number, options: object = {}) =>
  fileStore('state.json', { wallNow: () => now, ...options })

it('keeps breakers with the rest of their waits, in a folder that it makes', () => {
  const store = fileStore('a/b/state.json', { wallNow: () => NOW })
  expect(store.load()).toEqual({ value: [], diagnostics: [] })
  store.save([breaker('get'), breaker('put', { host: 'h', state: 'isolated', isolations: 2 })])
  const later = fileStore('a/b/state.json', { wallNow: () => NOW + 200 }).load()
  expect(later.diagnostics).toEqual([])
  expect(later.value).toMatchObject([
    { operation: 'get', host: null, state: 'open', remainingMs: 300 },
    { operation: 'put', host: 'h', state: 'isolated', isolations: 2 },
  ])
  expect(readdirSync('a/b')).toEqual(['state.json'])
  expect(statSync('a/b/state.json').mode & 0o777).toBe(0o600)
})

it('R11 a clock that was set back or forward lengthens no wait', () => {
  storeAt(NOW).save([breaker('get')])
  const rest = (now: number) => storeAt(now).load().value![0]!.remainingMs
  expect(rest(NOW - 3_600_000)).toBe(500)
  expect(rest(NOW + 100)).toBe(400)
  expect(rest(NOW + 3_600_000)).toBe(0)
})

it('R36 what is too old is left out, and said so', () => {
  storeAt(NOW, { maxAgeMs: 1000 }).save([breaker('get')])
  const { value, diagnostics } = storeAt(NOW + 1001, { maxAgeMs: 1000 }).load()
  expect(value).toEqual([])
  expect(diagnostics).toMatchObject([{ ruleId: 'state/too-old', data: { count: 1 } }])
})

it('two stores on one file: the later change wins, others are kept as they age', () => {
  storeAt(NOW).save([breaker('a'), breaker('b', { changedAtMs: NOW - 5 })])
  const second = storeAt(NOW + 100)
  second.save([
    breaker('a', { state: 'closed', remainingMs: 0, changedAtMs: NOW + 50 }),
    breaker('b', { state: 'closed', remainingMs: 0, changedAtMs: NOW - 50 }),
  ])
  expect(second.load().value).toMatchObject([
    { operation: 'a', state: 'closed' },
    { operation: 'b', state: 'open', remainingMs: 400 },
  ])
  second.save([])
  const last = storeAt(NOW + 1050, { maxAgeMs: 1000 })
  expect(last.load().value).toMatchObject([{ operation: 'a' }])
})

it.each([
  ['a file of somebody else', '{"name":"my-package"}'],
  ['a version to come', '{"format":"resil-state","version":2,"records":[]}'],
])('%s is reported and never overwritten', (_, text) => {
  put('state.json', text)
  const store = storeAt(NOW)
  expect(store.load()).toMatchObject({ value: [], diagnostics: [{ severity: 'warning' }] })
  expect(() => store.save([breaker('get')])).toThrow('state.json')
  expect(readFileSync('state.json', 'utf8')).toBe(text)
  expect(readdirSync('.')).toEqual(['state.json'])
})

it('a damaged file of ours is reported and replaced', () => {
  const store = storeAt(NOW)
  store.save([breaker('get')])
  writeFileSync('state.json', readFileSync('state.json', 'utf8').slice(0, 200))
  expect(store.load()).toMatchObject({ value: [], diagnostics: [{ ruleId: 'state/damaged' }] })
  store.save([breaker('put')])
  expect(store.load()).toMatchObject({ value: [{ operation: 'put' }], diagnostics: [] })
})

it('what cannot be read is no crash; what cannot be written is an error', () => {
  mkdirSync('state.json')
  expect(storeAt(NOW).load()).toMatchObject({
    value: [],
    diagnostics: [{ ruleId: 'state/unreadable' }],
  })
  expect(() => storeAt(NOW).save([breaker('get')])).toThrow()
  put('file', '')
  expect(() => fileStore('file/state.json').save([breaker('get')])).toThrow()
})

it('a file that another process holds is not waited for long', () => {
  const store = storeAt(NOW)
  symlinkSync(`${process.ppid} ${hostname()}`, 'state.json.lock')
  expect(() => store.save([breaker('get')])).toThrow('held by another process')
})

it('a link stays a link', () => {
  put('real/state.json', '')
  symlinkSync('real/state.json', 'state.json')
  storeAt(NOW).save([breaker('get')])
  expect(readlinkSync('state.json')).toBe('real/state.json')
  expect(fileStore('real/state.json', { wallNow: () => NOW }).load().value).toHaveLength(1)
})

it('what killed processes have left is tidied up at the next load, nothing else', () => {
  for (const name of ['.state.json.0a.tmp', '.state.json.new.tmp', '.other.0a.tmp']) put(name, '')
  utimesSync('.state.json.0a.tmp', 1, 1)
  utimesSync('.other.0a.tmp', 1, 1)
  storeAt(NOW).load()
  expect(existsSync('.state.json.0a.tmp')).toBe(false)
  expect(readdirSync('.')).toEqual(['.other.0a.tmp', '.state.json.new.tmp'])
})
