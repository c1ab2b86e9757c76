/** README's commands work as printed, and what it shows of their output is what they print. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, body]) => body!.trim())

it('has exactly two commands for a fresh clone, each of which sets up first', () => {
  expect(commands).toHaveLength(2)
  expect(commands.every((command) => command.startsWith('npm ci && '))).toBe(true)
})

it('migrates a fixture with the first', async () => {
  const [, ...rest] = commands[0]!.split(' && ')
  const { stdout, exitCode } = await execa('sh', ['-c', rest.join(' && ')], { cwd: root })

  expect(exitCode).toBe(0)
  expect(stdout).toContain('dry run, nothing written')
})

it('passes the tests with the second, which is what CI runs', () => {
  const [, test] = commands[1]!.split(' && ')

  expect(readFileSync(join(root, '.ci/run'), 'utf8')).toContain(`\n${test}\n`)
})

it('shows outputs and the diagram as they are now', { timeout: 60_000 }, async () => {
  const check = execa('node', ['scripts/readme.mjs', '--check'], { cwd: root, reject: false })
  const { stderr, exitCode } = await check

  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
})
