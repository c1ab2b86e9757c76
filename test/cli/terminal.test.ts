import { afterEach, describe, expect, it, vi } from 'vitest'
import { type GlobalOptions, lookOf, progressLine } from '../../src/cli/terminal.js'

const stream = (more: Partial<NodeJS.WriteStream> = {}) => more as NodeJS.WriteStream

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

function inEnvironment(variables: Readonly<Record<string, string | undefined>>): void {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'COLUMNS', 'CI']) {
    vi.stubEnv(name, variables[name])
  }
}

type Row = readonly [
  color: GlobalOptions['color'],
  variables: Readonly<Record<string, string>>,
  isTTY: boolean,
  expected: boolean,
]

describe('colour', () => {
  const rows: readonly Row[] = [
    [undefined, {}, true, true],
    [undefined, {}, false, false],
    [undefined, { TERM: 'dumb' }, true, false],
    [undefined, { NO_COLOR: '1' }, true, false],
    [undefined, { NO_COLOR: '' }, true, true],
    [undefined, { FORCE_COLOR: '1' }, false, true],
    [undefined, { FORCE_COLOR: '3' }, false, true],
    [undefined, { FORCE_COLOR: '0' }, true, false],
    [undefined, { FORCE_COLOR: 'false' }, true, false],
    [undefined, { FORCE_COLOR: '' }, false, false],
    [undefined, { FORCE_COLOR: '1', TERM: 'dumb' }, false, true],
    [undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['auto', {}, true, true],
    ['auto', {}, false, false],
    ['auto', { NO_COLOR: '1' }, true, false],
    ['always', {}, false, true],
    ['always', { NO_COLOR: '1' }, false, true],
    ['always', { FORCE_COLOR: '0', TERM: 'dumb' }, false, true],
    ['never', { FORCE_COLOR: '1' }, true, false],
    [false, { FORCE_COLOR: '1' }, true, false],
    [false, {}, true, false],
  ]

  it.each(rows)('--color %s with %j, terminal: %s → %s', (color, variables, isTTY, expected) => {
    inEnvironment(variables)
    const options = color === undefined ? {} : { color }
    expect(lookOf(options, stream({ isTTY })).color).toBe(expected)
  })
})

describe('width', () => {
  it.each([
    [100, '60', 100],
    [undefined, '60', 60],
    [undefined, undefined, 80],
    [undefined, 'many', 80],
    [undefined, '-5', 40],
    [undefined, '12', 40],
    [undefined, '120.7', 120],
    [300, undefined, 200],
    [undefined, '1e9', 200],
    [0, '90', 90],
  ])('a terminal of %s with COLUMNS=%s is %i wide', (columns, COLUMNS, expected) => {
    inEnvironment({ COLUMNS })
    const given = columns === undefined ? stream() : stream({ columns })
    expect(lookOf({}, given).width).toBe(expected)
  })
})

it.each([
  ['xterm-256color', true],
  ['dumb', false],
  ['linux', false],
  [undefined, true],
])('TERM=%s has signs beyond ASCII: %s', (TERM, expected) => {
  inEnvironment({ TERM })
  expect(lookOf({}, stream()).unicode).toBe(expected)
})

describe('progress', () => {
  const shownAfter = (ms: number, quiet: boolean, isTTY: boolean) => {
    const written: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text))
      return true
    })
    vi.spyOn(Date, 'now').mockReturnValueOnce(0).mockReturnValue(ms)
    const before = process.stderr.isTTY
    process.stderr.isTTY = isTTY
    try {
      const line = progressLine(quiet)
      line.show('reading a\u001b[31m.yml')
      line.clear()
    } finally {
      process.stderr.isTTY = before
    }
    return written
  }

  it('comes after half a second, goes again, and holds no escape of a name', () => {
    inEnvironment({})
    expect(shownAfter(600, false, true)).toEqual([
      '\r\u001b[2Kreading a\u{fffd}[31m.yml',
      '\r\u001b[2K',
    ])
  })

  it.each([
    ['before that', 400, false, true, {}],
    ['when it is to be quiet', 600, true, true, {}],
    ['without a terminal', 600, false, false, {}],
    ['in CI', 600, false, true, { CI: 'true' }],
  ])('does not come %s', (_, ms, quiet, isTTY, variables) => {
    inEnvironment(variables)
    expect(shownAfter(ms, quiet, isTTY)).toEqual([])
  })
})
