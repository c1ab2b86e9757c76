import { appendFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { resil, take } from '../support/run.js'
import { workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

it('without a trail nothing is examined', async () => {
  const plain = await resil(['audit'])
  expect(plain).toMatchObject({ code: 3, stdout: '' })
  expect(plain.stderr).toContain('No changes are recorded here')
  expect(await resil(['audit', '--quiet'])).toEqual({ code: 3, stdout: '', stderr: '' })

  const { code, stdout } = await resil(['audit', '--json'])
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toEqual({ version: 1, command: 'audit', lines: [] })
})

it('shows who did what, when, from what', async () => {
  take('legacy.env')
  await resil(['migrate', 'legacy.env', '--write'])
  await resil(['migrate', '--undo'])

  const { code, stdout, stderr } = await resil(['audit'], { env: { COLUMNS: '160' } })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [head, migrate, undo] = stdout.split('\n')
  expect(head).toMatch(/^when +who +what +file +before +after +from$/)
  expect(migrate).toMatch(/^\d{4}-.*Z {2}\S+ +migrate {2}resil.yaml {2}no file .*legacy.env$/)
  expect(undo).toMatch(/ undo +resil.yaml {2}[0-9a-f]{8} +no file/)
})

it('as JSON, and a narrow terminal gets lines that fit', async () => {
  take('legacy.env')
  await resil(['migrate', 'legacy.env', '--write'])
  const { lines } = JSON.parse((await resil(['audit', '--json'])).stdout)
  expect(lines).toMatchObject([
    { version: 1, action: 'migrate', file: 'resil.yaml', sources: ['legacy.env'], before: null },
  ])
  for (const COLUMNS of ['40', '80']) {
    const { stdout } = await resil(['audit'], { env: { COLUMNS } })
    expect(stdout.split('\n').filter((line) => line.length > Number(COLUMNS))).toEqual([])
  }
})

it('a damaged line is shown as such, without its control characters', async () => {
  take('legacy.env')
  await resil(['migrate', 'legacy.env', '--write'])
  appendFileSync('.resil/audit.jsonl', '{"at": "\u001b[31m\n')
  const { code, stdout } = await resil(['audit'])
  expect(code).toBe(0)
  expect(stdout).toContain('1 line cannot be read:')
  expect(stdout).not.toContain('\u001b')
})
