import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findingsJson, jsonText, migrationJson } from '../../src/report/index.js'
import { itemOf, REPORTS, sampleMigration, sampleSource, viewOf } from '../support/samples.js'

it('holds a whole migration in one document', async () => {
  const view = viewOf([itemOf(sampleMigration())], {
    skipped: [{ file: 'other.yml', diagnostics: [] }],
  })
  await expect(migrationJson(view)).toMatchFileSnapshot(join(REPORTS, 'json/migration.json'))
})

it('has the same keys for a migration that failed', () => {
  const keys = (text: string) => Object.keys(JSON.parse(text).migrations[0])
  const failed = itemOf(sampleMigration({ decide: { nothing: 'x' } }))
  const good = itemOf(sampleMigration())
  expect(failed.migration.status).toBe('failed')
  expect(keys(migrationJson(viewOf([failed])))).toEqual(keys(migrationJson(viewOf([good]))))
})

it('counts settings by fate', () => {
  const [item] = JSON.parse(migrationJson(viewOf([itemOf(sampleMigration())]))).migrations
  expect(item.counts).toEqual({ exact: 4, approximate: 2, decision: 2, ignored: 2, unknown: 1 })
})

it('says its version and its command first, and ends with a line end', () => {
  const text = jsonText('explain', { a: 1 })
  expect(JSON.parse(text)).toEqual({ version: 1, command: 'explain', a: 1 })
  expect(Object.keys(JSON.parse(text))[0]).toBe('version')
  expect(text).toMatch(/\}\n$/)
})

it('counts lines and columns from 1', () => {
  const span = sampleSource().span(0, 1)
  const text = findingsJson('explain', [{ ruleId: 'a/b', severity: 'info', message: 'm', span }])
  expect(JSON.parse(text).diagnostics[0].span.start).toMatchObject({ line: 1, column: 1 })
})

it('holds no control character, and reads back to the same text', () => {
  const hostile = '\u001b[31m\u009b2J\u007f\u202e\n\u2028'
  const text = jsonText('x', { hostile })
  expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
  expect(JSON.parse(text).hostile).toBe(hostile)
})
