import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { expect, it } from 'vitest'
import { AUDIT_FILE, appendAudit, readAudit } from '../../src/cli/audit-log.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const line = (file: string) => ({
  at: '2026-01-01T00:00:00.000Z',
  action: 'migrate' as const,
  file,
  sources: ['legacy.yml'],
  before: null,
  after: 'f'.repeat(64),
})

it('there is none before the first change', () => expect(readAudit()).toEqual([]))

it('keeps one JSON line for each file, oldest first, with who did it', () => {
  appendAudit([line('a.yaml'), line('b.yaml')])
  appendAudit([line('c.yaml')])

  expect(readFileSync(AUDIT_FILE, 'utf8').split('\n')).toHaveLength(4)
  expect(readAudit()).toEqual(
    ['a.yaml', 'b.yaml', 'c.yaml'].map((file) => ({
      version: 1,
      who: userInfo().username,
      ...line(file),
      resil: expect.stringMatching(/^\d+\.\d+\.\d+/),
    })),
  )
})

it.each([
  ['no JSON', '{"at": "2026'],
  ['no object', '12'],
  ['null', 'null'],
  ['no line of the trail', '{"at": "2026-01-01"}'],
  ['a field of another type', JSON.stringify({ ...line('a'), who: 'x', sources: [1] })],
])('gives a damaged line back as its text: %s', (_, text) => {
  appendAudit([line('a.yaml')])
  appendFileSync(AUDIT_FILE, `${text}\n\n`)
  appendAudit([line('b.yaml')])
  expect(readAudit().map((one) => ('damaged' in one ? one.damaged : one.file))).toEqual([
    'a.yaml',
    text,
    'b.yaml',
  ])
})

it('says when the trail cannot be written, and that the change is made', () => {
  put('.resil', 'a file')
  expect(() => appendAudit([line('a.yaml')])).toThrow(
    'The change is made, but .resil/audit.jsonl cannot be written (EEXIST).',
  )
})

it('says when the trail cannot be read', () => {
  mkdirSync(AUDIT_FILE, { recursive: true })
  expect(() => readAudit()).toThrow('.resil/audit.jsonl cannot be read (EISDIR).')
})

it('an empty trail is none', () => {
  appendAudit([])
  writeFileSync(AUDIT_FILE, '\n\n')
  expect(readAudit()).toEqual([])
})
