import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { resil } from '../support/run.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const BIN = join(import.meta.dirname, '../../bin/resil.js')

/** A scenario that is over in no time. */
const SHORT = `version: 1
name: short
title: Refused for 5 s
duration: 60s
recovery: 20s
clients: 5
load: { rate: 20 }
upstream: { latency: { constant: 20ms }, workers: 20 }
faults: [{ kind: refuse, at: 10s, for: 5s }]
`

const POLICY = `version: 1
preset: simple
operations:
  search:
    timeout: { attempt: 500ms }
    retry: { maxAttempts: 2 }
    circuitBreaker: { openDuration: 5s }
simulate:
  - scenario: short.yaml
    operation: search
    seeds: 2
    expect: [availability.after >= 99.9%]
`

const simulated = async (args: readonly string[]) => {
  const { stdout } = await resil(['simulate', ...args, '--json'])
  return JSON.parse(stdout)
}

describe('one scenario', () => {
  it('by a word of its name: what users see, and how to run it again', async () => {
    const { code, stdout, stderr } = await resil(['simulate', 'outage'])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toContain('hard-outage')
    expect(stdout).toMatch(/recovered after 6 s/)
    expect(stdout).toMatch(/resil simulate hard-outage --seed 20260101/)
    for (const phase of ['before', 'fault', 'recovery', 'after']) expect(stdout).toContain(phase)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('the same seed gives the same bytes, another one others', async () => {
    put('short.yaml', SHORT)
    const runs = await Promise.all(
      [[], [], ['--seed', '7']].map((more) => resil(['simulate', 'short.yaml', ...more, '--json'])),
    )
    expect(runs[0]!.stdout).toBe(runs[1]!.stdout)
    expect(runs[0]!.stdout).not.toBe(runs[2]!.stdout)
  })

  it('from standard input, at another rate', async () => {
    const input = SHORT
    const { stdout } = await resil(['simulate', '-', '--rps', '40', '--json'], { input })
    const [{ first, file }] = JSON.parse(stdout).rehearsals
    expect(file).toBe('-')
    expect(first.total.offered / 60).toBeCloseTo(40, -1)
  })

  it('a wrong file: the place, exit 1', async () => {
    put('bad.yaml', SHORT.replace('kind: refuse', 'kind: refused'))
    const { code, stdout } = await resil(['simulate', 'bad.yaml'])
    expect(code).toBe(1)
    expect(stdout).toContain('bad.yaml:9:18')
    expect(stdout).toContain('scenario/')
  })

  it('with latencies that were measured, in a file beside it', async () => {
    mkdirSync('scenarios')
    const measured = SHORT.replace('{ constant: 20ms }', '{ file: measured.txt }')
    put('scenarios/measured.yaml', measured)
    put('scenarios/measured.txt', '# from the access log\n35\n0.035s\n')
    const { rehearsals } = await simulated(['scenarios/measured.yaml'])
    expect(rehearsals[0].first.phases[0].latency).toMatchObject({ p50: 35, max: 35 })
    put('scenarios/measured.txt', '35\nfast\n')
    const bad = await resil(['simulate', 'scenarios/measured.yaml'])
    expect([bad.code, bad.stdout]).toEqual([1, expect.stringContaining('measured.txt:2:1')])
    put('gone.yaml', measured)
    const gone = await resil(['simulate', 'gone.yaml'])
    expect(gone.code).toBe(1)
    expect(gone.stdout).toContain('scenario/no-file  gone.yaml:8:30')
    expect(gone.stdout).toContain('There is no file measured.txt.')
  })

  it('a fault that touches no call: exit 3', async () => {
    put('idle.yaml', SHORT.replace('for: 5s', 'for: 5s, share: 0.0000001'))
    const { code, stdout } = await resil(['simulate', 'idle.yaml'])
    expect(code).toBe(3)
    expect(stdout).toMatch(/refuse.*no call/s)
  })
})

describe('wrong usage', () => {
  it.each([
    [['nonsense'], 'There is no scenario nonsense.'],
    [['blackhol'], 'Did you mean blackhole?'],
    [[], 'No scenario is named.'],
    [['outage', '--rps', 'many'], '--rps many is no number'],
    [['outage', '--seeds', '0'], '--seeds 0 is no whole number'],
    [['herd', '--rps', '5'], 'wait for their answers'],
    [['OUTAGE'], 'Did you mean outage?'],
    [['outage', '--seed', ''], '--seed is a number, or a text of 1 to 90 characters.'],
    [['outage', '--rps', '0x10'], '--rps 0x10 is no number'],
    [['outage', '--compare', 'simple', '--preset', 'production'], '--compare current,simple'],
    [['outage', '--expect', 'availabilty >= 1'], 'Did you mean availability?'],
    [['outage', '--expect', 'p99 <= 5'], 'write a duration with its unit'],
    [['outage', '--compare', 'prodction'], 'Did you mean production?'],
    [['outage', '--preset', 'prod'], 'There is no preset prod.'],
    [['outage', '--json', '--report', 'html'], 'exclude each other'],
    [['outage', '-o', 'report'], 'does not say which report'],
    [['twelve-policies', '--rps', '3'], 'Drop --rps.'],
    [['outage', '--replay', 'x.json'], '--replay runs what the report says'],
  ])('%j: %s', async (args, message) => {
    const { code, stdout, stderr } = await resil(['simulate', ...args])
    expect(stderr).toContain(message)
    expect([code, stdout]).toEqual([2, ''])
  })
})

describe('a run that cannot end', () => {
  const ENDLESS = `policy:
  retry:
    maxAttempts: unlimited
    maxElapsed: none
    backoff: { kind: fixed, initial: 0s }
    jitter: { kind: none }
`

  it.each([
    ['retries without an end and without a wait', `${SHORT}${ENDLESS}`],
    [
      'clients that ask again at once',
      `${SHORT.replace('rate: 20', 'think: { constant: 0s }')}policy: {}\n`,
    ],
  ])(
    '%s: says so, and is no bug',
    async (_, text) => {
      put('endless.yaml', text)
      const { code, stdout, stderr } = await resil(['simulate', 'endless.yaml'])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain('The run never ends')
    },
    20_000,
  )

  it('nor soon: one run of many calls hears a signal as well', async () => {
    const args = [BIN, 'simulate', 'outage', '--rps', '100000']
    const child = execa(process.execPath, args, { reject: false, cwd: process.cwd() })
    await sleep(1500)
    child.kill('SIGTERM')
    const { exitCode, stderr } = await child
    expect([exitCode, stderr]).toEqual([143, 'Stopped: no run is in.'])
  }, 20_000)
})

describe('a policy file', () => {
  it('names scenarios only that run there, with what applies to them', async () => {
    const entries = ['twelve-policies', "'-'", 'outtage', 'herd\n    rate: 100']
    const list = entries.map((one) => `  - scenario: ${one}\n`)
    const read = async (lines: readonly string[]) => {
      put('other/resil.yaml', `version: 1\npreset: simple\nsimulate:\n${lines.join('')}`)
      return resil(['simulate', '--config', 'other/resil.yaml'])
    }
    const wrong = await read(list.slice(0, 3))
    expect(wrong.code).toBe(1)
    for (const at of ['4:15', '5:15', '6:15']) {
      expect(wrong.stdout).toContain(`simulate/no-scenario  other/resil.yaml:${at}`)
    }
    expect(wrong.stdout).toContain('Did you mean outage?')
    const closed = await read(list.slice(3))
    expect([closed.code, closed.stdout]).toEqual([1, expect.stringContaining('simulate/no-rate')])
  })
})

describe('expectations', () => {
  it('that are about more seeds than run: a warning', async () => {
    put('short.yaml', SHORT)
    const text = 'availability.after >= 99% in 9 of 10 seeds'
    const { code, stderr } = await resil(['simulate', 'short.yaml', '--expect', text])
    expect(code).toBe(0)
    expect(stderr).toContain('simulate/few-seeds')
    expect(stderr).toContain('--seeds 10')
  })

  it('are met or not, with exit 0 or 1', async () => {
    put('short.yaml', SHORT)
    const args = ['simulate', 'short.yaml', '--expect', 'availability.after >= 99.9%']
    expect((await resil(args)).code).toBe(0)
    const failed = await resil([...args, '--expect', 'availability.fault >= 99.9%'])
    expect(failed.code).toBe(1)
    expect(failed.stdout).toMatch(/✔ availability\.after >= 99\.9%/)
    expect(failed.stdout).toMatch(/✖ availability\.fault >= 99\.9%/)
  })

  it('of a phase that the scenario has not: a finding', async () => {
    const run = await resil(['simulate', 'slow-recovery', '--expect', 'availability.after >= 1'])
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('simulate/no-figure')
  })

  it('kept in the policy file need no flag; a wrong one has its place', async () => {
    put('short.yaml', SHORT)
    put('resil.yaml', POLICY)
    const [one] = (await simulated([])).rehearsals
    expect(one.policy).toMatchObject({ label: 'resil.yaml', operation: 'search' })
    expect(one.policy.document.timeout.attempt).toBe('500ms')
    expect(one.seeds).toHaveLength(2)
    expect(one.expectations).toMatchObject([{ passed: true, met: 2, of: 2 }])
    put('resil.yaml', POLICY.replace('availability.after', 'availability.later'))
    const { code, stdout } = await resil(['simulate'])
    expect(code).toBe(1)
    expect(stdout).toContain('resil.yaml:12:14')
    expect(stdout).toContain('There is no phase later')
  })

  it('kept in the scenario hold as well', async () => {
    put('short.yaml', `${SHORT}expect: [time-to-open <= 1ms]\n`)
    expect((await resil(['simulate', 'short.yaml'])).code).toBe(1)
  })
})

describe('several policies', () => {
  it('meet the same arrivals, each with a verdict', async () => {
    put('short.yaml', SHORT)
    put('other.yaml', 'version: 1\npreset: simple\n')
    const args = ['short.yaml', '--compare', 'production,default,./other.yaml']
    const { rehearsals } = await simulated(args)
    expect(rehearsals.map((one: { policy: { label: string } }) => one.policy.label)).toEqual([
      ...['production', 'built-in default', './other.yaml'],
    ])
    const offered = new Set(
      rehearsals.map((one: { first: { total: { offered: number } } }) => one.first.total.offered),
    )
    expect(offered.size).toBe(1)
    const { code, stdout } = await resil(['simulate', ...args])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /production[\s\S]*not recovered by the end[\s\S]*built-in default[\s\S]*recovered after/,
    )
  })

  it('twelve of them in one outage: some come back, some do not', async () => {
    const { code, stdout } = await resil(['simulate', 'twelve-policies'])
    expect(code).toBe(0)
    expect(stdout.match(/recovered after/g)?.length).toBeGreaterThan(3)
    expect(stdout.match(/not recovered by the end/g)?.length).toBeGreaterThan(2)
  }, 60_000)

  it('in threads, the same as one after the other', async () => {
    const args = ['outage', 'blackhole', '--seeds', '3']
    const { rehearsals } = await simulated(args)
    const [third] = (await simulated(['blackhole', '--seed', '20260103'])).rehearsals
    expect(rehearsals[1].runs[2]).toEqual(third.runs[0])
  }, 60_000)
})

describe('reports', () => {
  it('go to a file, the text to the screen', async () => {
    put('short.yaml', SHORT)
    const { code, stdout, stderr } = await resil(['simulate', 'short.yaml', '-o', 'report.html'])
    expect(code).toBe(0)
    expect(stdout).toContain('Refused for 5 s')
    expect(stderr).toContain('Report: report.html')
    const html = readFileSync('report.html', 'utf8')
    expect(html).toMatch(/^<!doctype html>/i)
    expect(html.match(/<svg/g)!.length).toBeGreaterThan(0)
  })

  it('into a file that cannot be written: exit 2, with the text on the screen', async () => {
    put('short.yaml', SHORT)
    mkdirSync('taken.html')
    const { code, stdout, stderr } = await resil(['simulate', 'short.yaml', '-o', 'taken.html'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('taken.html cannot be written')])
    expect(stdout).toContain('Refused for 5 s')
  })

  it('as SVG and as JSON into a pipe', async () => {
    put('short.yaml', SHORT)
    const svg = await resil(['simulate', 'short.yaml', '--report', 'svg'])
    expect(svg.stdout).toMatch(/^<svg /)
    expect((await simulated(['short.yaml'])).version).toBe(1)
  })

  it('can be run again from their JSON, and say when it is not the same', async () => {
    put('short.yaml', SHORT)
    put('resil.yaml', POLICY)
    await resil(['simulate', '-o', 'report.json'])
    const again = await resil(['simulate', '--replay', 'report.json', '--json'])
    expect([again.code, again.stderr]).toEqual([0, ''])
    expect(JSON.parse(again.stdout).rehearsals[0].first).toEqual(
      JSON.parse(readFileSync('report.json', 'utf8')).rehearsals[0].first,
    )
    const changed = readFileSync('report.json', 'utf8').replace(/"offered": \d+/, '"offered": 1')
    put('changed.json', changed)
    const other = await resil(['simulate', '--replay', 'changed.json'])
    expect(other.code).toBe(1)
    expect(other.stderr).toContain('Not the same as in changed.json')
    put('broken.json', changed.replace('"seeds"', '"sedes"'))
    expect((await resil(['simulate', '--replay', 'broken.json'])).code).toBe(1)
  })
})

describe('a long run', () => {
  it('gives what is there on Ctrl-C', async () => {
    put('short.yaml', SHORT)
    const args = [BIN, 'simulate', 'short.yaml', '--seeds', '10000', '--json']
    const child = execa(process.execPath, args, { reject: false, cwd: process.cwd() })
    await sleep(5000)
    child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await child
    expect(exitCode).toBe(130)
    expect(stderr).toContain('Stopped')
    const { interrupted, rehearsals } = JSON.parse(stdout)
    expect(interrupted).toBe(true)
    expect(rehearsals[0].runs.length).toBeGreaterThan(0)
    expect(rehearsals[0].runs.length).toBeLessThan(10_000)
  }, 30_000)

  it('of candidates ends with 130 as well', async () => {
    const args = [BIN, 'simulate', 'outage', '--suggest', '--seeds', '20', '--quiet']
    const child = execa(process.execPath, args, { reject: false, cwd: process.cwd() })
    await sleep(6000)
    child.kill('SIGINT')
    const { exitCode, stderr } = await child
    expect([exitCode, stderr]).toEqual([130, expect.stringContaining('Stopped')])
  }, 60_000)
})

describe('lists', () => {
  it('name scenarios with what to watch, and metrics', async () => {
    const { stdout } = await resil(['simulate', '--list'])
    for (const name of ['hard-outage', 'retry-storm', 'twelve-policies']) {
      expect(stdout).toContain(name)
    }
    expect((await resil(['simulate', '--list', 'metrics'])).stdout).toContain('time-to-recover')
  })
})

describe('suggestions', () => {
  it('show the one setting that changes the verdict', async () => {
    const { code, stdout } = await resil(['simulate', 'retry-storm', '--suggest'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/not recovered/)
    expect(stdout).toMatch(/retry\.(maxAttempts|budget)|circuitBreaker/)
  }, 60_000)
})
