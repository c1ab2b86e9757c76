import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migrationsOf, resil, take } from '../support/run.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

describe('a dry run', () => {
  it('shows each setting with its line, the new file and the next command', async () => {
    take('application.yml')
    const { code, stdout, stderr } = await resil(['migrate', 'application.yml'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^application\.yml → resil\.yaml +dry run, nothing written\n/)
    expect(stdout).toMatch(/^ {2}✔ 7:22 +\S*maxAttempts = 4 +retry\.maxAttempts: 4$/m)
    expect(stdout).toMatch(/^ {4}\+ {5}retry:$/m)
    expect(stdout).toMatch(/\n {2}next {2}resil migrate application\.yml --write {2}writes resil/)
    expect(existsSync('resil.yaml')).toBe(false)
    expect(existsSync('.resil')).toBe(false)
  })

  it('--quiet leaves the hint out', async () => {
    take('application.yml')
    const { stdout } = await resil(['migrate', 'application.yml', '-q'])
    expect(stdout).not.toContain('next')
    expect(stdout).toContain('retry.maxAttempts: 4')
  })

  it('repeats the flags that matter in the next command', async () => {
    take('legacy.env')
    const flags = ['--preset', 'production', '--operation-map', 'summarize=sum up', '--to', 'json']
    const { stdout } = await resil(['migrate', 'legacy.env', ...flags])
    expect(stdout).toContain(
      'resil migrate legacy.env --to json --preset production ' +
        "--operation-map 'summarize=sum up' --write",
    )
  })
})

describe('standard input', () => {
  const LEGACY = 'RETRY_MAX_ATTEMPTS=4\n'

  it('is - and goes by its content', async () => {
    const { code, stdout } = await resil(['migrate', '-'], { input: LEGACY })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^- → resil\.yaml /)
    expect(stdout).toContain('retry.maxAttempts: 4')
  })

  it('goes by the name that --stdin-filename gives it', async () => {
    const input = 'resilience4j.retry.instances.a.maxAttempts=4\n'
    const args = ['-', '--stdin-filename', 'config/app.properties']
    const [migration] = await migrationsOf(args, { input })
    expect(migration).toMatchObject({ files: ['config/app.properties'], status: 'migrated' })
    expect(migration.settings[0].span).toMatchObject({
      file: 'config/app.properties',
      start: { line: 1 },
    })
  })

  it('that is empty is nothing to examine', async () => {
    const { code, stdout, stderr } = await resil(['migrate', '-'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('migrate/empty')
    expect(stderr).toContain('No resilience configuration was found in standard input.')
  })

  it('that is no text is a finding', async () => {
    const { code, stdout } = await resil(['migrate', '-'], { input: 'a: 1\nb: \0\n' })
    expect(code).toBe(1)
    expect(stdout).toContain('syntax/nul-byte  -:2:4')
    expect(stdout).toContain('Not migrated: 1 error above.')
  })

  it('over 10 MB is refused', async () => {
    const input = 'A=1\n'.repeat(2_700_000)
    const { code, stdout } = await resil(['migrate', '-'], { input })
    expect(code).toBe(1)
    expect(stdout).toContain('syntax/too-large')
  })

  it('is not read when nothing was named', async () => {
    const { code, stderr } = await resil(['migrate'], { input: LEGACY })
    expect(code).toBe(2)
    expect(stderr).toContain('Nothing to migrate was named.')
    expect(stderr).toContain('- for standard input')
  })
})

it('--from-env reads the variables of the process', async () => {
  const { code, stdout } = await resil(['migrate', '--from-env'], {
    env: { RETRY_MAX_ATTEMPTS: '4', SECRET_TOKEN: 'hunter2' },
  })
  expect(code).toBe(0)
  expect(stdout).toContain('retry.maxAttempts: 4')
  expect(stdout).not.toContain('hunter2')
  expect(stdout).toContain('resil migrate --from-env --write')
})

it('--from-env of an environment without any speaks of no file', async () => {
  const { code, stderr } = await resil(['migrate', '--from-env'])
  expect(code).toBe(3)
  expect(stderr).toMatch(
    /^No resilience configuration was found in the environment of the process\.\n/,
  )
})

describe('nothing to migrate', () => {
  it('exits 3 and says what was looked for', async () => {
    put('other.yml', 'port: 8080\n')
    const { code, stdout, stderr } = await resil(['migrate', 'other.yml'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^No resilience configuration was found in other\.yml\.\nLooked for:\n/)
    for (const name of ['Hystrix', 'resilience4j', 'RETRY_MAX_ATTEMPTS']) {
      expect(stderr).toContain(name)
    }
    const quiet = await resil(['migrate', 'other.yml', '--quiet'])
    expect(quiet.stderr).toBe('No resilience configuration was found in other.yml.\n')
  })

  it('as JSON says so inside of the document', async () => {
    put('other.yml', 'port: 8080\n')
    const { code, stdout, stderr } = await resil(['migrate', 'other.yml', '--json'])
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    expect(JSON.parse(stdout).migrations).toMatchObject([{ status: 'nothing', output: null }])
  })

  it('a policy of resil is left alone, with exit code 0', async () => {
    put('resil.yaml', 'version: 1\npreset: simple\n')
    const { code, stdout } = await resil(['migrate', 'resil.yaml', '--check'])
    expect(code).toBe(0)
    expect(stdout).toContain('This is a resil policy already; nothing to migrate.')
  })
})

describe('--json', () => {
  it('is one document with positions and everything else', async () => {
    take('legacy.env')
    const { code, stdout, stderr } = await resil(['migrate', 'legacy.env', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      command: 'migrate',
      migrations: [
        {
          status: 'migrated',
          files: ['legacy.env'],
          target: 'resil.yaml',
          done: 'nothing',
          preset: { chosenBy: 'similarity', level: expect.any(String) },
          fidelity: { score: expect.any(Number), reason: expect.any(String) },
          counts: { exact: 6 },
          otherKeys: 1,
          document: { version: 1, operations: { summarize: { strategy: 'conservative' } } },
          output: expect.stringContaining('summarize'),
        },
      ],
      skipped: [],
    })
  })

  it('holds the findings of a file that failed, with exit code 1', async () => {
    put('broken.yml', 'resilience4j: [1\n')
    const { code, stdout } = await resil(['migrate', 'broken.yml', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout).migrations).toMatchObject([
      { status: 'failed', diagnostics: [{ severity: 'error', span: { file: 'broken.yml' } }] },
    ])
  })
})

describe('--check', () => {
  it('is 1 while a migration is needed, and 0 when it is done', async () => {
    take('legacy.env')
    const check = () => resil(['migrate', 'legacy.env', '--check'])
    expect((await check()).code).toBe(1)
    await resil(['migrate', 'legacy.env', '--write'])
    expect((await check()).code).toBe(0)
    put('resil.yaml', 'version: 1\n')
    expect((await check()).code).toBe(1)
  })
})

describe('decisions', () => {
  it('are asked for in the report, and settled by --decide', async () => {
    take('undecided.env')
    const { code, stdout } = await resil(['migrate', 'undecided.env'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}\? ORDERS_BREAKER_TIMEOUT {2}undecided\.env:1:24$/m)
    const flag = /--decide ORDERS_BREAKER_TIMEOUT=seconds/
    expect(stdout).toMatch(flag)

    const decide = ['--decide', 'ORDERS_BREAKER_TIMEOUT=seconds']
    const decided = await resil(['migrate', 'undecided.env', ...decide])
    expect(decided.stdout).toContain('circuitBreaker.openDuration: 30m')
    expect(decided.stdout).toContain('1 decided')
    expect(decided.stdout).toMatch(/next .*--decide ORDERS_BREAKER_TIMEOUT=seconds --write/)
  })

  it.each([
    ['ORDERS_BRAKER_TIMEOUT=seconds', 'Did you mean ORDERS_BREAKER_TIMEOUT?'],
    ['xyz=1', 'Open decisions: ORDERS_BREAKER_TIMEOUT.'],
    ['ORDERS_BREAKER_TIMEOUT=secnods', 'Did you mean seconds?'],
    ['ORDERS_BREAKER_TIMEOUT=xyz', 'Use one of seconds, milliseconds.'],
  ])('--decide %s is a finding: %s', async (pair, help) => {
    take('undecided.env')
    const { code, stdout } = await resil(['migrate', 'undecided.env', '--decide', pair])
    expect(code).toBe(1)
    expect(stdout).toContain(help)
    expect(stdout).toContain('Not migrated: 1 error above.')
  })

  it('a pair without = is wrong usage', async () => {
    const { code, stderr } = await resil(['migrate', 'x', '--decide', 'a'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      'error: --decide a is no key=value pair.\nhelp:  Write --decide KEY=VALUE.\n',
    )
  })

  it('are asked for beside a result on standard output too', async () => {
    take('undecided.env')
    const { stdout, stderr } = await resil(['migrate', 'undecided.env', '--stdout'])
    expect(stdout).toMatch(/^# Migrated by resil/)
    expect(stderr).toMatch(/^ +--decide ORDERS_BREAKER_TIMEOUT=seconds/m)
    const quiet = await resil(['migrate', 'undecided.env', '--stdout', '--quiet'])
    expect(quiet).toMatchObject({ stdout, stderr: '' })
  })

  it('-i without a terminal is wrong usage, and names the flag to use', async () => {
    take('undecided.env')
    const { code, stdout, stderr } = await resil(['migrate', 'undecided.env', '-i'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('help:  Use --decide KEY=VALUE.')
  })
})

describe('--preset', () => {
  it('takes the named one', async () => {
    take('legacy.env')
    const [migration] = await migrationsOf(['legacy.env', '--preset', 'production'])
    expect(migration).toMatchObject({
      preset: { preset: 'production', chosenBy: 'flag' },
      document: { preset: 'production' },
    })
  })

  it('a slip is a finding with the likely name', async () => {
    take('legacy.env')
    const { code, stdout } = await resil(['migrate', 'legacy.env', '--preset', 'produciton'])
    expect(code).toBe(1)
    expect(stdout).toContain('Did you mean production?')
  })
})

describe('--operation-map', () => {
  it.each([
    ['a pair', ['--operation-map', 'summarize=digest']],
    ['a YAML file', ['--operation-map', 'names.yml']],
    ['a JSON file', ['--operation-map', 'names.json']],
  ])('renames by %s', async (_, args) => {
    take('legacy.env')
    put('names.yml', 'summarize: digest\n')
    put('names.json', '{"summarize": "digest"}')
    const [migration] = await migrationsOf(['legacy.env', ...args])
    expect(Object.keys(migration.document.operations)).toEqual(['digest'])
  })

  it('a file that is none is wrong usage', async () => {
    take('legacy.env')
    put('names.yml', '- a\n')
    const { code, stderr } = await resil(['migrate', 'legacy.env', '--operation-map', 'names.yml'])
    expect(code).toBe(2)
    expect(stderr).toContain('names.yml is no map of operation names.')
    expect(stderr).toContain('Write lines like "old: new".')
  })
})

describe('wrong usage', () => {
  it.each([
    [['legacy.evn'], 'There is no file legacy.evn.', 'Did you mean legacy.env?'],
    [['legacy.env', '--write', '--check'], '--write and --check exclude each other.', 'Drop one.'],
    [['legacy.env', '--json', '--stdout'], '--json and --stdout exclude each other.', 'Drop one.'],
    [['legacy.env', '--json', '-i'], '--json and --interactive exclude', 'Drop one.'],
    [['legacy.env', '--undo'], '--undo takes no files', 'resil migrate --undo'],
    [['legacy.env', '--stdin-filename', 'x'], '--stdin-filename names standard input', 'Add -'],
    [['legacy.env', 'undecided.env', '--stdout'], '--stdout prints one result', 'Add --merge.'],
    [['legacy.env', 'undecided.env', '-o', 'x'], '-o names one result', 'Add --merge.'],
    [['legacy.env', '-o', '.'], '. is no regular file.', 'Choose another -o FILE.'],
    [['legacy.env', '--operation-map', 'nope.yml'], 'There is no file nope.yml.', 'Check the path'],
  ])('%j: %s', async (args, message, help) => {
    take('legacy.env', 'undecided.env')
    const { code, stdout, stderr } = await resil(['migrate', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`error: ${message}`)
    expect(stderr).toContain(help)
    expect(existsSync('resil.yaml')).toBe(false)
  })
})

describe('a hostile file', () => {
  const evil = '\u001b]0;pwned\u0007\u001b[31mx\u009b2J\u202e'
  const files: Readonly<Record<string, string>> = {
    'values.env': `RETRY_MAX_ATTEMPTS=${evil}\nA${evil}_RESILIENCE_STRATEGY=${evil}\n`,
    'keys.yml': `resilience4j.retry.instances:\n  "${escaped(evil)}":\n    maxAttempts: 4\n`,
    'values.yml': `resilience4j.retry.instances.a.maxAttempts: "${escaped(evil)}"\n`,
    'broken.yml': `resilience4j: {${evil}\n`,
    'hystrix.properties': `hystrix.command.${evil}.circuitBreaker.enabled=${evil}\n`,
    'keys.json': JSON.stringify({ retry: { max_attempts: evil, [evil]: 3 } }),
  }

  it.each(Object.keys(files))('%s prints no control character of its own', async (name) => {
    put(name, files[name]!)
    for (const args of [[], ['--json'], ['--stdout'], ['--merge', name], ['--to', 'env']]) {
      const { code, stdout, stderr } = await resil(['migrate', name, ...args])
      expect(code).not.toBe(4)
      expect(stdout + stderr, args.join(' ')).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    }
  })

  it('its name neither', async () => {
    const name = `a${evil}\n.env`
    put(name, 'RETRY_MAX_ATTEMPTS=4\n')
    const { code, stdout, stderr } = await resil(['migrate', name])
    expect(code).toBe(0)
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    expect((await resil(['migrate', name, '--write'])).code).toBe(0)
    expect((await resil(['explain', '--quiet'])).code).toBe(0)
  })
})

function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\u009f\u202e]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
}

describe('width', () => {
  it.each([40, 80, 160])('the report fits into %i columns', async (width) => {
    take('legacy.env', 'undecided.env', 'application.yml', 'folder')
    const runs = [['legacy.env'], ['undecided.env'], ['application.yml'], ['folder', '--merge']]
    for (const args of runs) {
      const { stdout } = await resil(['migrate', ...args], { env: { COLUMNS: String(width) } })
      const wide = stdout
        .split('\n')
        .filter((line) => [...line].length > width && !/^ +(next|--decide|([→└] )?\S+$)/.test(line))
      expect(wide, args.join(' ')).toEqual([])
    }
  })
})
