import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { resil, shell, take } from '../support/run.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const COMMANDS = ['migrate', 'explain', 'simulate', 'presets', 'schema', 'audit']

describe('help', () => {
  it('comes without a command on stderr, with exit code 2, and says so', async () => {
    const { code, stdout, stderr } = await resil([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const command of COMMANDS) expect(stderr).toContain(`  ${command} `)
    expect(stderr).toContain('Without a command, this help goes to standard error')
  })

  it.each([['--help'], ['-h'], ['help']])('resil %s prints it on stdout', async (flag) => {
    const { code, stdout, stderr } = await resil([flag])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: resil \[options\] \[command\]\n/)
    expect(stdout).toMatch(/Exit codes:\n {2}0 {2}clean\n {2}1 {2}findings/)
  })

  it.each(COMMANDS)('of %s is the same by both ways', async (command) => {
    const [flag, word] = await Promise.all([resil([command, '--help']), resil(['help', command])])
    expect([flag.code, word.code]).toEqual([0, 0])
    expect(flag.stdout).toBe(word.stdout)
    expect(flag.stdout).toMatch(new RegExp(`^Usage: resil ${command}`))
    expect(flag.stdout).toContain('Global Options:')
    expect(flag.stdout).not.toContain('default: []')
  })

  it.each([60, 80, 160])('fits into %i columns', async (width) => {
    for (const args of [[], ['migrate'], ['presets'], ['simulate']].map((c) => [...c, '--help'])) {
      const { stdout } = await resil(args, { env: { COLUMNS: String(width) } })
      const prose = stdout.slice(0, stdout.indexOf('\nExamples:'))
      expect(prose.split('\n').filter((line) => line.length > width)).toEqual([])
    }
  })

  it('needs no readable folder, and no policy', async () => {
    const { code } = await shell('mkdir gone && cd gone && rmdir ../gone && resil --help')
    expect(code).toBe(0)
  })
})

it.each(['--version', '-V'])('%s prints the version of package.json', async (flag) => {
  expect(await resil([flag])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

describe('wrong usage', () => {
  it.each([
    [['migrat'], "unknown command 'migrat'", 'migrate'],
    [['migrate', '--wirte', 'x'], "unknown option '--wirte'", '--write'],
    [['explain', '--fil', 'x'], "unknown option '--fil'", '--file'],
    [['--colour', 'always', 'presets'], "unknown option '--colour'", '--color'],
  ])('%j: %s, did you mean %s', async (args, error, meant) => {
    const { code, stdout, stderr } = await resil(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(error)
    expect(stderr).toContain(`Did you mean ${meant}?`)
    expect(stderr).toMatch(/--help lists/)
  })

  it.each([
    [['migrate', '--to', 'xml', 'x'], 'Allowed choices are yaml, json, env, docker, k8s, bash.'],
    [['--color', 'sometimes', 'presets'], 'Allowed choices are auto, always, never.'],
    [['migrate', '-o'], "option '-o, --output <file>' argument missing"],
    [['explain', 'a', 'b'], 'too many arguments'],
    [['schema', 'policy', 'a'], 'too many arguments'],
    [['--cwd', 'nowhere', 'presets'], 'nowhere is no directory that can be entered.'],
    [['nothing-like-it'], "unknown command 'nothing-like-it'"],
  ])('%j: %s', async (args, error) => {
    const { code, stdout, stderr } = await resil(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(error)
    expect(stderr).not.toContain('    at ')
  })

  it('shows no control character of an argument', async () => {
    const evil = '\u001b[31mx\u009b2J'
    const cases = [[evil], ['migrate', evil], ['migrate', `--${evil}`], ['presets', 'show', evil]]
    for (const args of [...cases, ['--cwd', evil, 'presets'], ['explain', '--env', evil]]) {
      const { code, stderr } = await resil(args)
      expect(code, args.join(' ')).toBe(2)
      expect(stderr, args.join(' ')).not.toMatch(/[^\P{Cc}\n]/u)
    }
  })
})

describe('global flags', () => {
  it.each([
    [['--cwd', 'folder', 'migrate', 'other.yml']],
    [['migrate', 'other.yml', '--cwd', 'folder']],
  ])('%j works before and after the command', async (args) => {
    take('folder')
    expect((await resil(args)).code).toBe(3)
  })

  it.each([
    [['--color', 'always'], {}, true],
    [['--color=always'], { NO_COLOR: '1' }, true],
    [[], {}, false],
    [[], { FORCE_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [['--no-color'], { FORCE_COLOR: '1' }, false],
    [['--color', 'never'], { FORCE_COLOR: '1' }, false],
  ])('%j with %j: colour is %s', async (flags, env, expected) => {
    take('legacy.env')
    for (const args of [
      ['presets'],
      ['explain'],
      ['migrate', 'legacy.env'],
      ['presets', 'show', 'low_latency'],
    ]) {
      const { stdout } = await resil([...args, ...flags], { env })
      expect(stdout.includes('\u001b['), args.join(' ')).toBe(expected)
    }
  })

  it('--json is never coloured', async () => {
    const { stdout } = await resil(['presets', '--json', '--color', 'always'])
    expect(stdout).not.toContain('\u001b')
  })
})

describe('streams', () => {
  it.each([
    'schema',
    'presets --json',
    'explain --quiet',
    'migrate legacy.env',
    'migrate legacy.env --json',
    '--help',
    '--version',
  ])('resil %s into a pipe that closes: no noise', async (command) => {
    take('legacy.env')
    const { code, stdout, stderr } = await shell(`resil ${command} | head -c 1`)
    expect({ code, length: stdout.length, stderr }).toEqual({ code: 0, length: 1, stderr: '' })
  })

  it('keeps its own exit code when the pipe closes', async () => {
    take('legacy.env')
    const { stdout, stderr } = await shell(
      '{ resil migrate legacy.env --check; echo "code $?" >&2; } | true',
    )
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'code 1\n' })
  })

  it('a closed stderr is no error', async () => {
    expect((await shell('resil explain 2>&-')).code).toBe(0)
    expect((await shell('resil 2>&- >&-')).code).toBe(2)
  })

  it('a full disk is one', async () => {
    const { code, stderr } = await shell('resil schema > /dev/full')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: The output cannot be written \(.*ENOSPC.*\)\.\n$/)
  })

  it('a large output arrives whole through a slow pipe', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `OP${i}_RESILIENCE_STRATEGY=critical\n`)
    put('large.env', lines.join(''))
    const { code, stdout } = await shell('resil migrate large.env --json | { sleep 0.3; cat; }')
    expect(code).toBe(0)
    expect(stdout.length).toBeGreaterThan(4 * 65_536)
    expect(() => JSON.parse(stdout)).not.toThrow()
  })
})
