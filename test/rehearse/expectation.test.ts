import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  COMPARISONS,
  type Expectation,
  judge,
  missingFigure,
  parseExpectation,
} from '../../src/rehearse/expectation.js'
import { METRICS } from '../../src/rehearse/metrics.js'
import { SCENARIOS } from '../../src/simulator/scenarios/index.js'
import '../support/properties.js'

function parsed(text: string): Expectation {
  const found = parseExpectation(text)
  if (typeof found === 'string') throw new Error(`${text}: ${found}`)
  return found
}

const value = (limit: number) => ({ kind: 'value', value: limit })

describe('an expectation is read', () => {
  it.each([
    ['availability >= 99.9%', 'availability', '>=', value(0.999)],
    ['availability>=99.9%', 'availability', '>=', value(0.999)],
    ['availability.after >= 99.9 %', 'availability.after', '>=', value(0.999)],
    ['success = 1', 'success', '=', value(1)],
    ['success == 0.5', 'success', '=', value(0.5)],
    ['success === 100%', 'success', '=', value(1)],
    ['p99 < 800ms', 'p99', '<', value(800)],
    ['p99 <= 1m30s', 'p99', '<=', value(90_000)],
    ['time-to-recover <= 10 s', 'time-to-recover', '<=', value(10_000)],
    ['upstream-peak <= 250', 'upstream-peak', '<=', value(250)],
    ['upstream-peak <= 250/s', 'upstream-peak', '<=', value(250)],
    ['upstream-peak <= 250 rps', 'upstream-peak', '<=', value(250)],
    ['amplification < 1.2', 'amplification', '<', value(1.2)],
    ['amplification < 1.2x', 'amplification', '<', value(1.2)],
    ['transitions <= 3', 'transitions', '<=', value(3)],
    ['backlog < -5', 'backlog', '<', value(-5)],
    ['p99.after <= p99.before', 'p99.after', '<=', metric(1, 'p99.before')],
    ['p99.after <= 1.1 x p99.before', 'p99.after', '<=', metric(1.1, 'p99.before')],
    ['p99.after <= 1.1xp99.before', 'p99.after', '<=', metric(1.1, 'p99.before')],
    ['p99.after <= 2 * ok-p50', 'p99.after', '<=', metric(2, 'ok-p50')],
    ['p99.after <= 2 × ok-p50', 'p99.after', '<=', metric(2, 'ok-p50')],
  ])('%s', (text, name, comparison, limit) => {
    expect(parsed(text)).toMatchObject({ text, name, comparison, limit, seeds: { share: 1 } })
  })

  it.each([
    ['in 18 of 20 seeds', { count: 18, of: 20 }],
    ['in 1 of 1 seed', { count: 1, of: 1 }],
    ['in 90% of seeds', { share: 0.9 }],
    ['in 99.5 % of seeds', { share: 0.995 }],
    ['in 90% seeds', { share: 0.9 }],
  ])('%s', (text, seeds) => {
    expect(parsed(`p99 <= 1s ${text}`)).toMatchObject({ limit: value(1000), seeds })
    const other = parsed(`p99 <= 2 x p50 ${text}`)
    expect(other).toMatchObject({ limit: metric(2, 'p50'), seeds })
  })

  function metric(factor: number, name: string) {
    return { kind: 'metric', factor, name }
  }

  it.each([
    ['', 'Expected a metric, a comparison and a limit: "availability.after >= 99.9%".'],
    ['availability', 'Expected a metric, a comparison and a limit: "availability.after >= 99.9%".'],
    ['>= 99%', 'Expected a metric, a comparison and a limit: "availability.after >= 99.9%".'],
    ['p99 <=', 'Expected a metric, a comparison and a limit: "availability.after >= 99.9%".'],
    ['p98 <= 1s', 'There is no metric p98. Did you mean p95?'],
    ['p99.later <= 1s', expect.stringContaining('There is no phase later')],
    ['p99 <= p98.after', expect.stringContaining('There is no metric p98')],
    ['p99 <= 2 x availability', 'availability has another unit than what it is compared with.'],
    ['p99 <= 800', '800 is no limit here; write a duration with its unit, 800ms or 2s.'],
    ['p99 <= -1s', '-1s is no limit here; write a duration with its unit, 800ms or 2s.'],
    ['availability >= 99.9', '99.9 is no limit here; write 99.9% or 0.999.'],
    ['availability >= 101%', '101% is no limit here; write 99.9% or 0.999.'],
    ['availability >= -1%', '-1% is no limit here; write 99.9% or 0.999.'],
    ['availability >= %', '% is no limit here; write 99.9% or 0.999.'],
    ['availability >== 99%', expect.stringContaining('Expected a metric, a comparison')],
    ['availability => 99%', expect.stringContaining('Expected a metric, a comparison')],
    ['goodput > 2s', '2s is no limit here; write a number per second, 250 or 250/s.'],
    ['amplification < 20%', '20% is no limit here; write a number, 1.2.'],
    ['transitions < 1e3', '1e3 is no limit here; write a number, 3.'],
    ['transitions < .5', '.5 is no limit here; write a number, 3.'],
    ['p99 < 1s in 0 of 20 seeds', expect.stringContaining('"in 0 of 20 seeds" is no number')],
    ['p99 < 1s in 21 of 20 seeds', expect.stringContaining('write in 18 of 20 seeds')],
    ['p99 < 1s in 0% of seeds', expect.stringContaining('"in 0% seeds" is no number')],
    ['p99 < 1s in 101% of seeds', expect.stringContaining('or in 90% of seeds')],
    [
      'p99 < 1s in most seeds',
      '"in most seeds" is no number of seeds; write in 18 of 20 seeds, or in 90% of seeds.',
    ],
  ])('not so %j, and it says what is wrong', (text, sentence) => {
    expect(parseExpectation(text)).toEqual(sentence)
  })

  const limits = { share: '99.5%', ms: '1m30s', 'per-s': '20/s', ratio: '1.5x', count: '3' }
  const space = fc.stringMatching(/^[ \t\n]{0,3}$/)
  const gap = space.map((text) => `${text} `)
  const written = fc.record({
    metric: fc.constantFrom(...METRICS),
    sign: fc.constantFrom(...COMPARISONS),
    seeds: fc.constantFrom([], ['in', '18', 'of', '20', 'seeds'], ['in', '90%', 'of', 'seeds']),
    times: fc.option(fc.constantFrom('2', '1.25')),
  })

  it('the same, however it is spaced', () => {
    fc.assert(
      fc.property(written, fc.infiniteStream(space), fc.infiniteStream(gap), (one, few, more) => {
        const { metric, sign, times, seeds } = one
        const free = () => few.next().value!
        const some = () => more.next().value!
        const right = times === null ? [limits[metric.unit]] : [times, 'x', metric.name]
        const text =
          `${free()}${metric.name}${free()}${sign}${free()}${right.join(free())}` +
          `${seeds.map((word) => `${some()}${word}`).join('')}${free()}`
        const plain = `${metric.name} ${sign} ${right.join(' ')} ${seeds.join(' ')}`.trim()
        expect({ ...parsed(text), text: '' }).toEqual({ ...parsed(plain), text: '' })
        expect(parsed(parsed(text).text)).toEqual(parsed(text))
      }),
    )
  })

  it('never fails in another way than by a sentence', () => {
    const bits = fc.constantFrom(
      'p99',
      ' ',
      '.after',
      '>=',
      '<',
      '1',
      '%',
      's',
      ' in ',
      ' of ',
      ' seeds',
      'x',
    )
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 12 }), (parts) => {
        const found = parseExpectation(parts.join(''))
        if (typeof found === 'string') expect(found).toMatch(/\.$/)
        else expect(found.name).toMatch(/^p99/)
      }),
    )
  })
})

describe('an expectation is judged', () => {
  const runs = (name: string, ...list: (number | null)[]) =>
    list.map((one) => ({ figures: { [name]: one } }))

  it.each([
    ['p99 <= 1s', [1000], true],
    ['p99 < 1s', [1000], false],
    ['p99 >= 1s', [1000], true],
    ['p99 > 1s', [1000], false],
    ['p99 = 1s', [1000], true],
    ['p99 = 1s', [1000.1], false],
    ['p99 <= 1s', [900, 1100], false],
    ['p99 <= 1s', [null], false],
    ['p99 >= 0s', [null], false],
    ['p99 <= 1s', [], false],
    ['p99 <= 1s in 1 of 2 seeds', [900, 1100], true],
    ['p99 <= 1s in 2 of 3 seeds', [900, 1100, null], false],
    ['p99 <= 1s in 50% of seeds', [900, 1100, null], false],
    ['p99 <= 1s in 50% of seeds', [900, 900, null], true],
    ['p99 <= 1s in 1% of seeds', [1100, 1100], false],
  ])('%s of %j: %s', (text, values, passed) => {
    expect(judge(parsed(text), runs('p99', ...values)).passed).toBe(passed)
  })

  it.each([
    [18, true],
    [17, false],
  ])('%i of 20 are 90%%: %s, and a part of 20 seeds is judged in proportion', (good, passed) => {
    const values = Array.from({ length: 20 }, (_, i) => (i < good ? 1 : 3000))
    for (const seeds of ['in 90% of seeds', 'in 18 of 20 seeds', 'in 9 of 10 seeds']) {
      const result = judge(parsed(`p99 <= 1s ${seeds}`), runs('p99', ...values))
      expect(result).toMatchObject({ passed, met: good, of: 20 })
    }
  })

  it('against another figure of the same run, seed by seed', () => {
    const both = (after: number | null, before: number | null) => ({
      figures: { 'p99.after': after, 'p99.before': before },
    })
    const expectation = parsed('p99.after <= 1.5 x p99.before')
    expect(judge(expectation, [both(150, 100), both(290, 200)])).toMatchObject({
      passed: true,
      measured: { mean: 220 },
      limit: { mean: 225 },
    })
    expect(judge(expectation, [both(150, 100), both(200, 100)])).toMatchObject({
      passed: false,
      met: 1,
    })
    expect(judge(expectation, [both(150, null)])).toMatchObject({ passed: false, limit: null })
    expect(judge(expectation, [both(null, 100)])).toMatchObject({ passed: false, measured: null })
  })

  it('a figure that there is no name for meets nothing', () => {
    expect(judge(parsed('p99.after >= 0s'), runs('p99', 5)).passed).toBe(false)
  })
})

describe('a figure that a scenario has not', () => {
  const of = (name: string) => SCENARIOS.find((scenario) => scenario.name === name)!
  const { faults: _, ...calm } = of('hard-outage')

  it.each([
    ['availability.after >= 99%', of('hard-outage'), undefined],
    ['p99.after <= 2 x p99.before', of('hard-outage'), undefined],
    ['time-to-recover <= 5s', of('load-spike'), undefined],
    ['time-to-recover <= 5s', of('cache-loss'), undefined],
    ['p99 <= 1s', calm, undefined],
    [
      'availability.after >= 99%',
      of('slow-recovery'),
      'slow-recovery has no phase after; its phases are before, fault, recovery.',
    ],
    [
      'p99.fault <= 2 x p99.before',
      of('thundering-herd'),
      'thundering-herd has no phase before; its phases are fault, recovery, after.',
    ],
    ['p99.after <= 1s', calm, 'hard-outage has no phases, as nothing goes wrong in it; write p99.'],
    [
      'time-to-recover <= 1s',
      calm,
      'time-to-recover needs something that goes wrong; in hard-outage nothing does.',
    ],
  ])('%s', (text, scenario, sentence) => {
    expect(missingFigure(parsed(text), scenario)).toBe(sentence)
  })
})
