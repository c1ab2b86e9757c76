import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../src/cli/audit-log.js'
import { hashOf } from '../../../src/cli/io.js'
import { itemOf, writeItems } from '../../../src/cli/migration/output.js'
import type { Migration } from '../../../src/migrate/migrate.js'
import { sampleMigration } from '../../support/samples.js'
import { put, workInTemporaryFolder } from '../../support/temporary-folder.js'

workInTemporaryFolder()

const sample = (file = 'legacy.yml'): Migration => ({ ...sampleMigration(), files: [file] })
const failed = sampleMigration({ decide: { nothing: 'x' } })
const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

describe('itemOf', () => {
  it('has no output for a migration without a document', () => {
    const item = itemOf(failed, 'resil.yaml', 'yaml')
    expect(item).toMatchObject({ done: 'nothing', writerFindings: [] })
    expect(item).not.toHaveProperty('output')
  })

  it('compares with what is there', () => {
    expect(itemOf(sample(), 'resil.yaml', 'yaml')).not.toHaveProperty('existing')
    put('resil.yaml', 'old\n')
    expect(itemOf(sample(), 'resil.yaml', 'yaml')).toMatchObject({
      existing: 'old\n',
      done: 'nothing',
    })
    put('resil.yaml', sample().text!)
    expect(itemOf(sample(), 'resil.yaml', 'yaml').done).toBe('unchanged')
  })

  it('takes over the line ends of what is there', () => {
    put('resil.yaml', sample().text!.replaceAll('\n', '\r\n'))
    expect(itemOf(sample(), 'resil.yaml', 'yaml').done).toBe('unchanged')
  })

  it.each(['json', 'env', 'docker', 'k8s', 'bash'] as const)('writes %s', (form) => {
    const { output, writerFindings } = itemOf(sample(), 'x', form)
    expect(output).toContain('production')
    expect(writerFindings.length > 0).toBe(form !== 'json')
  })
})

describe('writeItems', () => {
  const write = (items: readonly [Migration, string][], force = false) =>
    writeItems(
      items.map(([migration, target]) => itemOf(migration, target, 'yaml')),
      force,
    )

  it('writes, and records it', () => {
    const [item] = write([[sample(), 'resil.yaml']])
    expect(item?.done).toBe('written')
    expect(read('resil.yaml')).toBe(sample().text)
    expect(readAudit()).toMatchObject([
      {
        action: 'migrate',
        file: 'resil.yaml',
        sources: ['legacy.yml'],
        before: null,
        after: hashOf(sample().text!),
      },
    ])
  })

  it('does nothing the second time', () => {
    write([[sample(), 'resil.yaml']])
    expect(write([[sample(), 'resil.yaml']])[0]?.done).toBe('unchanged')
    expect(readAudit()).toHaveLength(1)
  })

  it('replaces another content by force only, and then all or nothing', () => {
    put('b.yaml', 'mine\n')
    const both: [Migration, string][] = [
      [sample(), 'a.yaml'],
      [sample(), 'b.yaml'],
    ]
    expect(write(both).map((item) => item.done)).toEqual(['nothing', 'refused'])
    expect([read('a.yaml'), read('b.yaml')]).toEqual([undefined, 'mine\n'])
    expect(readAudit()).toEqual([])

    expect(write(both, true).map((item) => item.done)).toEqual(['written', 'written'])
    expect(readAudit()).toMatchObject([{ before: null }, { before: hashOf('mine\n') }])
  })

  it('leaves failed migrations alone', () => {
    const items = write([
      [failed, 'a.yaml'],
      [sample(), 'b.yaml'],
    ])
    expect(items.map((item) => item.done)).toEqual(['nothing', 'written'])
    expect(read('a.yaml')).toBeUndefined()
  })

  it('never replaces a source, not even by force', () => {
    put('legacy.yml', 'a: 1\n')
    expect(() => write([[sample(), './legacy.yml']], true)).toThrow(
      './legacy.yml is one of the sources.',
    )
    expect(read('legacy.yml')).toBe('a: 1\n')
  })

  it('takes back what it wrote when a later file cannot be written', () => {
    put('a.yaml', 'mine\n')
    put('file', '')
    const items: [Migration, string][] = [
      [sample(), 'a.yaml'],
      [sample(), 'b.yaml'],
      [sample(), 'file/c.yaml'],
    ]
    expect(() => write(items, true)).toThrow('file/c.yaml cannot be written (EEXIST).')
    expect([read('a.yaml'), read('b.yaml')]).toEqual(['mine\n', undefined])
    expect(readAudit()).toEqual([])
  })

  it('refuses a folder as target', () => {
    mkdirSync('out')
    expect(() => itemOf(sample(), 'out', 'yaml')).toThrow('out is no regular file.')
  })
})
