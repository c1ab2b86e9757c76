import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { resil } from '../support/run.js'
import { workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

it('prints the JSON Schema that the package publishes', async () => {
  const { code, stdout, stderr } = await resil(['schema'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const published = join(import.meta.dirname, '../../dist/resil.schema.json')
  expect(stdout).toBe(readFileSync(published, 'utf8'))
  expect(JSON.parse(stdout)).toMatchObject({ type: 'object', properties: { version: {} } })
})

it('prints that of scenarios, and knows no other', async () => {
  const { code, stdout } = await resil(['schema', 'scenario'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ title: 'resil scenario', properties: { load: {} } })
  const other = await resil(['schema', 'scenarios'])
  expect([other.code, other.stdout]).toEqual([2, ''])
  expect(other.stderr).toContain('Did you mean scenario?')
})
