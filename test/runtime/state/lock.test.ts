/** The lock between processes. */
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, lutimesSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { STALE_MS, underLock } from '../../../src/runtime/state/lock.js'
import { workInTemporaryFolder } from '../../support/temporary-folder.js'

workInTemporaryFolder()

const long = (STALE_MS * 2) / 1000
const gone = spawnSync(process.execPath, ['-e', '']).pid

it('is held while the work runs, and free after it, even if that throws', () => {
  expect(underLock('lock', 0, () => expect(lstatSync('lock')).toBeDefined())).toBe(true)
  expect(existsSync('lock')).toBe(false)
  const work = () => {
    throw new Error('work')
  }
  expect(() => underLock('lock', 0, work)).toThrow('work')
  expect(underLock('lock', 0, () => {})).toBe(true)
})

it('one that is held is waited for, and not longer than said', () => {
  symlinkSync(`${process.ppid} ${hostname()}`, 'lock')
  const begun = performance.now()
  expect(underLock('lock', 30, () => expect.fail('entered'))).toBe(false)
  expect(performance.now() - begun).toBeGreaterThanOrEqual(30)
})

it.each([
  ['of a process that is gone', `${gone} ${hostname()}`, 0, true],
  ['of a process of another host', `${gone} elsewhere`, 0, false],
  ['that is old, of another host', `${gone} elsewhere`, -long, true],
  ['that is old, of a process that lives', `${process.ppid} ${hostname()}`, -long, true],
  ['from the future, before the clock was set back', `${gone} elsewhere`, long, true],
])('a lock %s', (_, holder, ageS, entered) => {
  symlinkSync(holder, 'lock')
  const at = Date.now() / 1000 + ageS
  lutimesSync('lock', at, at)
  expect(underLock('lock', 0, () => {})).toBe(entered)
})

it('a lock file, where links are not to be had, counts the same', () => {
  writeFileSync('lock', '')
  expect(underLock('lock', 0, () => {})).toBe(false)
  utimesSync('lock', 1, 1)
  expect(underLock('lock', 0, () => {})).toBe(true)
  writeFileSync('lock', `${gone} ${hostname()}`)
  expect(underLock('lock', 0, () => {})).toBe(true)
})
