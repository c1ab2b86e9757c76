import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migrationsOf, resil, take } from '../support/run.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null)
const write = (...args: string[]) => resil(['migrate', ...args, '--write'])

describe('--write', () => {
  it('writes the file, leaves the source alone, and says what to do next', async () => {
    take('legacy.env')
    const before = read('legacy.env')
    const { code, stdout, stderr } = await write('legacy.env')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^legacy\.env → resil\.yaml +written\n/)
    expect(stdout).toContain('next  resil explain --file resil.yaml')
    expect(stdout).toContain('undo  resil migrate --undo')
    expect(read('resil.yaml')).toContain('strategy: conservative')
    expect(read('legacy.env')).toBe(before)
  })

  it('says unchanged the second time, and writes nothing', async () => {
    take('legacy.env')
    await write('legacy.env')
    const { mtimeMs } = statSync('resil.yaml')
    const { code, stdout } = await write('legacy.env')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^legacy\.env → resil\.yaml +unchanged/)
    expect(statSync('resil.yaml').mtimeMs).toBe(mtimeMs)
    const quiet = await resil(['migrate', 'legacy.env', '--write', '--quiet'])
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('refuses to replace a file, and does it by force', async () => {
    take('legacy.env')
    put('resil.yaml', '# mine\n')
    const refused = await write('legacy.env')
    expect(refused.code).toBe(1)
    expect(refused.stdout).toMatch(/^legacy\.env → resil\.yaml +not written: the file exists\n/)
    expect(refused.stdout).toContain('- # mine')
    expect(refused.stdout).toContain('next  resil migrate legacy.env --write --force')
    expect(read('resil.yaml')).toBe('# mine\n')

    expect((await write('legacy.env', '--force')).code).toBe(0)
    expect(read('resil.yaml')).toContain('version: 1')
  })

  it('keeps the mode and the line ends of what it replaces', async () => {
    take('legacy.env')
    put('resil.yaml', '# mine\r\n')
    chmodSync('resil.yaml', 0o600)
    await write('legacy.env', '-f')
    expect(statSync('resil.yaml').mode & 0o777).toBe(0o600)
    expect(read('resil.yaml')).toMatch(/^(.*\r\n)+$/)
  })

  it('-o names the file, with the folders above it', async () => {
    take('legacy.env')
    expect((await write('legacy.env', '-o', 'deep/er/policy.yaml')).code).toBe(0)
    expect(read('deep/er/policy.yaml')).toContain('version: 1')
    expect((await resil(['explain', '-q', '--file', 'deep/er/policy.yaml'])).code).toBe(0)
  })

  it('never replaces its source', async () => {
    take('legacy.env')
    const { code, stderr } = await write('legacy.env', '-o', './legacy.env', '--force')
    expect(code).toBe(2)
    expect(stderr).toContain('./legacy.env is one of the sources.')
    expect(read('legacy.env')).toContain('# the classic variables')
  })

  it('writes nothing of a file with errors', async () => {
    put('broken.yml', 'resilience4j: [1\n')
    expect((await write('broken.yml')).code).toBe(1)
    expect(existsSync('resil.yaml')).toBe(false)
  })

  it('a folder that may not be written is wrong usage', async () => {
    take('legacy.env')
    put('file', '')
    const { code, stderr } = await write('legacy.env', '-o', 'file/x.yaml')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: file\/x\.yaml cannot be written \(E[A-Z]+\)\.\n/)
    expect(existsSync('.resil/audit.jsonl')).toBe(false)
  })
})

describe('--undo', () => {
  it('takes two runs back, and then has nothing more to do', async () => {
    take('legacy.env')
    put('resil.yaml', '# mine\n')
    await write('legacy.env', '-f')
    const first = read('resil.yaml')
    await write('legacy.env', '-f', '--preset', 'production')

    expect(await resil(['migrate', '--undo'])).toMatchObject({
      code: 0,
      stdout: 'restored resil.yaml\n',
    })
    expect(read('resil.yaml')).toBe(first)
    expect((await resil(['migrate', '--undo'])).code).toBe(0)
    expect(read('resil.yaml')).toBe('# mine\n')

    const third = await resil(['migrate', '--undo'])
    expect(third.code).toBe(2)
    expect(third.stderr).toContain('There is nothing to undo here.')
  })

  it('removes what the run created, and tells it as JSON', async () => {
    take('legacy.env')
    await write('legacy.env')
    const { code, stdout } = await resil(['migrate', '--undo', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'migrate undo',
      files: [{ path: 'resil.yaml', before: null }],
    })
    expect(existsSync('resil.yaml')).toBe(false)
  })

  it('refuses to undo over a file that was changed since, and does it by force', async () => {
    take('legacy.env')
    await write('legacy.env')
    put('resil.yaml', '# mine\n')
    const { code, stderr } = await resil(['migrate', '--undo'])
    expect(code).toBe(2)
    expect(stderr).toContain('resil.yaml was changed after resil wrote it.')
    expect(stderr).toContain('Add --force')
    expect(await resil(['migrate', '--undo', '--force'])).toMatchObject({
      code: 0,
      stdout: 'removed resil.yaml\n',
    })
  })
})

describe('several inputs', () => {
  it('each become a file beside its source', async () => {
    take('legacy.env', 'application.yml')
    const { code, stdout } = await write('legacy.env', 'application.yml')
    expect(code).toBe(0)
    expect(read('legacy.env.resil.yaml')).toContain('summarize')
    expect(read('application.resil.yaml')).toContain('billing')
    expect(stdout).toContain('undo  resil migrate --undo')
    await resil(['migrate', '--undo'])
    expect(existsSync('application.resil.yaml')).toBe(false)
  })

  it('that differ in their ending alone do not become one file', async () => {
    take('application.yml')
    put('application.properties', 'resilience4j.retry.instances.search.maxAttempts=3\n')
    expect((await write('application.yml', 'application.properties')).code).toBe(0)
    expect(read('application.yml.resil.yaml')).toContain('billing')
    expect(read('application.properties.resil.yaml')).toContain('search')
  })

  it('answers of --decide go where they are asked for', async () => {
    take('legacy.env', 'undecided.env')
    const decide = ['--decide', 'ORDERS_BREAKER_TIMEOUT=seconds']
    const run = ['legacy.env', 'undecided.env', ...decide]
    expect((await migrationsOf(run)).map((one: { status: string }) => one.status)).toEqual([
      'migrated',
      'migrated',
    ])
    const { code, stdout } = await resil(['migrate', ...run, '--decide', 'nobody=asks'])
    expect(code).toBe(1)
    expect(stdout.match(/migrate\/unknown-decision/g)).toHaveLength(1)
  })

  it('--merge makes one file of them', async () => {
    take('legacy.env', 'application.yml')
    const { code, stdout } = await write('legacy.env', 'application.yml', '--merge')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^2 files → resil\.yaml +written\n {2}a {2}legacy\.env\n/)
    expect(read('resil.yaml')).toContain('billing')
    expect(read('resil.yaml')).toContain('summarize')
  })

  it('--merge asks about what they say differently', async () => {
    put('a.env', 'RETRY_MAX_ATTEMPTS=4\n')
    put('b.env', 'RETRY_MAX_ATTEMPTS=6\n')
    const { code, stdout } = await resil(['migrate', 'a.env', 'b.env', '--merge'])
    expect(code).toBe(0)
    expect(stdout).toContain('? conflict.defaults.retry.maxAttempts')
    expect(stdout).toContain('--decide conflict.defaults.retry.maxAttempts=b.env:1')
    expect(stdout).toContain('✔ 1 exact   ≈ 0 approximate   ? 1 to decide   · 1 ignored')
    expect(stdout).toMatch(/a\.env:1 says otherwise; .* decides\n +b 1:20 RETRY_MAX_ATTEMPTS/)

    const decide = ['--decide', 'conflict.defaults.retry.maxAttempts=b.env:1']
    const [merged] = await migrationsOf(['a.env', 'b.env', '--merge', ...decide])
    expect(merged.document.defaults.retry.maxAttempts).toBe(6)
    expect(merged.decisions).toMatchObject([{ taken: 'b.env:1', decidedByUser: true }])
  })
})

describe('a folder', () => {
  it('gives what holds a configuration, and names what cannot be read', async () => {
    take('folder')
    const { code, stdout } = await resil(['migrate', 'folder'])
    expect(code).toBe(0)
    expect(stdout).toContain('folder/application.yml → folder/application.resil.yaml')
    expect(stdout).toContain('folder/deep/legacy.env → folder/deep/legacy.env.resil.yaml')
    expect(stdout).toContain('1 file was skipped for syntax errors:\n    folder/deep/broken.yml:')
    expect(stdout).toContain('1 file holds no resilience configuration.')
    expect(stdout).toMatch(/next {2}resil migrate folder --write {2}writes 2 files\n$/)
    const quiet = await resil(['migrate', 'folder', '--quiet'])
    expect(quiet.stdout).not.toContain('holds no')
    expect(quiet.stdout).toContain('folder/deep/broken.yml:')
  })

  it('that was migrated needs nothing more', async () => {
    take('folder')
    expect((await write('folder')).code).toBe(0)
    const { code, stdout } = await resil(['migrate', 'folder', '--check'])
    expect(code).toBe(0)
    expect(stdout.match(/unchanged: the file holds this already/g)).toHaveLength(2)
  })

  it('that holds none is nothing to examine', async () => {
    put('folder/other.yml', 'port: 80\n')
    put('folder/readme.md', '')
    const { code, stdout, stderr } = await resil(['migrate', 'folder'])
    expect(code).toBe(3)
    expect(stdout).toContain('1 file holds no resilience configuration.')
    expect(stderr).toContain('No resilience configuration was found in folder.')
  })

  it('as JSON names the skipped files', async () => {
    take('folder')
    const { stdout } = await resil(['migrate', 'folder', '--json'])
    expect(JSON.parse(stdout).skipped).toMatchObject([
      { file: 'folder/deep/broken.yml', diagnostics: [{ severity: 'error' }] },
      { file: 'folder/other.yml', diagnostics: [] },
    ])
  })
})
