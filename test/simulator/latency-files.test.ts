import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { parseLatencies, type ReadLatencies, withFiles } from '../../src/simulator/latency-files.js'
import { parseScenario } from '../../src/simulator/scenario-document.js'
import { worldOf } from '../../src/simulator/scenario-world.js'
import { simulate } from '../../src/simulator/simulate.js'
import { ROOT } from '../support/house/tree.js'

const FOLDER = join(ROOT, 'fixtures/scenarios/measured')
const textOf = (path: string) => sourceText(path, readFileSync(join(FOLDER, path), 'utf8'))
const measured = () => parseScenario(textOf('scenario.yaml')).value!
const LATENCIES = [12, 15.5, 9, 22, 31, 14]

const places = (text: string) =>
  parseLatencies(sourceText('l.txt', text)).diagnostics.map(
    ({ ruleId, span }) => `${ruleId}@${span!.start.line}:${span!.start.column}`,
  )

describe('a file of measured values', () => {
  it('has one a line, in ms or with a unit, comments and any line ends', () => {
    expect(parseLatencies(textOf('latencies.txt')).value).toEqual(LATENCIES)
    expect(parseLatencies(textOf('pauses.txt')).value).toEqual([1000, 2000, 500])
    expect(parseLatencies(sourceText('l.txt', '\uFEFF0\r1\r\n 2 ms\n3')).value).toEqual([
      0, 1, 2, 3,
    ])
  })

  it.each([
    ['', ['latencies/empty@1:1']],
    ['# nothing\n\n', ['latencies/empty@1:1']],
    ['1\n -2\n3', ['latencies/no-duration@2:2']],
    ['1\r\nsoon # or later\r\n', ['latencies/no-duration@2:1']],
    ['NaN\nInfinity\n0x10\n1e999\n1,5', [1, 2, 3, 4, 5].map((n) => `latencies/no-duration@${n}:1`)],
    ['1 2ms\n', ['latencies/no-duration@1:1']],
    ['[1, 2]', ['latencies/no-duration@1:1']],
  ])('%j → %j', (text, wanted) => expect(places(text)).toEqual(wanted))

  it('says what to write, and stops after twenty lines', () => {
    const { diagnostics, value } = parseLatencies(sourceText('l.txt', 'x\n'.repeat(100)))
    expect(value).toBeUndefined()
    expect(diagnostics).toHaveLength(21)
    expect(diagnostics[0]).toMatchObject({
      message: '"x" is no duration of 0 ms or more.',
      help: 'Write one duration a line, for example 12, 12ms or 0.5s.',
      span: { file: 'l.txt', start: { line: 1 } },
    })
    expect(diagnostics[20]!.message).toBe('80 more lines of the file are no durations.')
  })

  it('holds a million values, and not one more', () => {
    const million = '1\n'.repeat(1_000_000)
    expect(parseLatencies(sourceText('l.txt', million)).value).toHaveLength(1_000_000)
    expect(places(`${million}2\n3`)).toEqual(['latencies/too-many@1000001:1'])
  })
})

describe('a scenario with files', () => {
  it('runs on their values, wherever a law may be; each file is read once', () => {
    const asked: string[] = []
    const read: ReadLatencies = (path) => {
      asked.push(path)
      return { value: textOf(path), diagnostics: [] }
    }
    const { value, diagnostics } = withFiles(measured(), read)
    expect(diagnostics).toEqual([])
    expect(asked.sort()).toEqual(['latencies.txt', 'pauses.txt'])
    expect(value!.load).toMatchObject({ think: { values: [1000, 2000, 500] } })
    const slow = { constant: '900ms' }
    expect(value!.upstream).toEqual({
      latency: { bimodal: { fast: { values: LATENCIES }, slow, slowShare: 0.05 } },
      network: { values: LATENCIES },
    })
    const { latency } = simulate(value!).total
    expect(latency!.p50).toBeGreaterThan(9 * 3)
    expect(latency!.max).toBeLessThanOrEqual(900 + 31 * 2)
  })

  it('reads those of the fallback, and leaves one without files as it is', () => {
    const plain = { ...measured(), upstream: { latency: { constant: '1ms' } }, load: LOAD }
    const read: ReadLatencies = (path) => ({ value: textOf(path), diagnostics: [] })
    const fallback = { latency: { file: 'pauses.txt' } }
    const { value } = withFiles({ ...plain, fallback }, read)
    expect(value!.fallback).toEqual({ latency: { values: [1000, 2000, 500] } })
    expect(withFiles(plain, () => expect.unreachable()).value).toEqual(plain)
  })

  it('has the findings of its files, once each', () => {
    const missing = {
      ruleId: 'latencies/unreadable',
      severity: 'error',
      message: 'There is no pauses.txt.',
    } as const
    const read: ReadLatencies = (path) =>
      path === 'pauses.txt'
        ? { diagnostics: [missing] }
        : { value: sourceText(path, '1\nsoon'), diagnostics: [] }
    const { value, diagnostics } = withFiles(measured(), read)
    expect(value).toBeUndefined()
    expect(diagnostics.map(({ ruleId }) => ruleId).sort()).toEqual([
      'latencies/no-duration',
      'latencies/unreadable',
    ])
    expect(() => withFiles(measured(), () => ({ diagnostics: [] }))).toThrow('neither a text nor')
  })

  it('makes no world before its files are read', () => {
    expect(() => worldOf(measured())).toThrow('is not read yet; ask withFiles')
  })
})

const LOAD = { rate: 1, arrivals: 'regular' } as const
