import { describe, expect, it } from 'vitest'
import { resil } from '../support/run.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const POLICY = `version: 1
preset: production
operations:
  search:
    timeout: { attempt: 2s }
    retry: { maxAttempts: 4 }
environments:
  staging:
    operations: { search: { retry: { maxAttempts: 2 } } }
`

const explained = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { stdout } = await resil(['explain', ...args, '--json'], { env })
  return JSON.parse(stdout)
}

describe('without a policy', () => {
  it('explains what the preset alone means, with a note on stderr', async () => {
    const { code, stdout, stderr } = await resil(['explain'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^any operation that is not listed\n {2}preset simple \(default\)\n/)
    expect(stderr).toContain('No resil.yaml here')
  })

  it('--quiet leaves the note out', async () => {
    expect((await resil(['explain', '--quiet'])).stderr).toBe('')
    expect((await resil(['-q', 'explain', 'nobody'])).stderr).toBe('')
  })

  it('--preset chooses another', async () => {
    expect(await explained(['--preset', 'development'])).toMatchObject({
      file: null,
      explanation: { preset: { name: 'development' }, attempts: { max: 2 } },
    })
  })
})

describe('with a policy', () => {
  it('gives each value its place', async () => {
    put('resil.yaml', POLICY)
    const { code, stdout, stderr } = await resil(['explain', 'search'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}retry\.maxAttempts +4 +resil\.yaml:6:27$/m)
    expect(stdout).toMatch(/^ {2}timeout\.attempt +2s +resil\.yaml:5:25$/m)
    expect(stdout).toMatch(/^In numbers\n {2}attempts +4$/m)
    expect(stderr).toContain('Overlays: --env staging.')
  })

  it('lists the operations when none is named', async () => {
    put('resil.yaml', POLICY)
    const { stdout } = await resil(['explain'])
    expect(stdout).toContain('Operations with settings of their own\n')
    expect(stdout).toContain('search')
    expect((await explained([])).operations).toContain('search')
  })

  it.each(['--env', '-e'])('%s applies an overlay', async (flag) => {
    put('resil.yaml', POLICY)
    expect((await explained(['search', flag, 'staging'])).explanation.attempts.max).toBe(2)
  })

  it('variables of the process hold over the file', async () => {
    put('resil.yaml', POLICY)
    const env = { RESILIENCE_CUSTOM_CONFIG: '{"retry_attempts": 6}' }
    expect((await explained(['search'], env)).explanation.attempts.max).toBe(6)
  })

  it('an operation that is not listed takes the defaults, and a slip is noticed', async () => {
    put('resil.yaml', POLICY)
    const { code, stderr } = await resil(['explain', 'serach'])
    expect(code).toBe(0)
    expect(stderr).toContain('serach is not listed in the policy and takes the defaults.')
    expect(stderr).toContain('Did you mean search?')
  })

  it('--file names it, and - reads standard input', async () => {
    put('deep/mine.json', '{"version": 1, "preset": "development"}')
    expect((await explained(['--file', 'deep/mine.json'])).explanation.preset.name).toBe(
      'development',
    )
    const { code, stdout } = await resil(['explain', 'search', '--file', '-'], { input: POLICY })
    expect(code).toBe(0)
    expect(stdout).toMatch(/retry\.maxAttempts +4 +-:6:27$/m)
  })
})

describe('wrong', () => {
  it('findings show the line, and exit code 1', async () => {
    put('resil.yaml', `${POLICY}defualts: {}\n`)
    const { code, stdout, stderr } = await resil(['explain'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toContain('error  policy/unknown-key  resil.yaml:10:1\n')
    expect(stdout).toContain('  10 │ defualts: {}\n     │ ^^^^^^^^\n')
    expect(stdout).toContain('Did you mean')
    expect((await explained([])).diagnostics).toMatchObject([{ ruleId: 'policy/unknown-key' }])
  })

  it.each([
    [['--env', 'stagin'], 'Did you mean staging?'],
    [['--preset', 'produciton'], 'Did you mean production?'],
    [['--file', 'resil.yml'], 'Did you mean resil.yaml?'],
  ])('%j is wrong usage: %s', async (args, help) => {
    put('resil.yaml', POLICY)
    const { code, stdout, stderr } = await resil(['explain', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(help)
  })

  it('an empty standard input is a finding', async () => {
    const { code, stdout } = await resil(['explain', '--file', '-'])
    expect(code).toBe(1)
    expect(stdout).toContain('policy/empty')
  })
})

it.each([40, 80, 160])('fits into %i columns', async (width) => {
  put('resil.yaml', POLICY)
  const { stdout, stderr } = await resil(['explain', 'search'], { env: { COLUMNS: `${width}` } })
  const wide = `${stdout}${stderr}`.split('\n').filter((line) => [...line].length > width)
  expect(wide).toEqual([])
})

it('shows no control character of the file', async () => {
  put('resil.yaml', 'version: 1\nenvironments:\n  "\\u001b[31mx": {}\n"\\u009b2J": 1\n')
  const broken = await resil(['explain'])
  put('resil.yaml', 'version: 1\nenvironments:\n  "\\u001b[31mx": {}\n')
  const runs = [broken, await resil(['explain']), await resil(['explain', '--env', 'y'])]
  for (const { stdout, stderr } of runs) {
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u)
  }
})
