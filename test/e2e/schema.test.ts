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
