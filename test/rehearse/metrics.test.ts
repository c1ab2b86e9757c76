import { describe, expect, it } from 'vitest'
import { figuresOf, METRICS, metricNamed, PHASES } from '../../src/rehearse/metrics.js'
import type { Scenario } from '../../src/simulator/scenario-schema.js'
import { hardOutage } from '../../src/simulator/scenarios/hard-outage.js'
import { simulate } from '../../src/simulator/simulate.js'

const short: Scenario = {
  ...hardOutage,
  duration: '40s',
  recovery: '10s',
  faults: [{ kind: 'refuse', at: '10s', for: '10s' }],
}
const result = simulate(short)
const figures = figuresOf(result)

describe('metrics', () => {
  it('have names and titles of their own', () => {
    expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length)
    expect(new Set(METRICS.map(({ title }) => title)).size).toBe(METRICS.length)
    for (const { name } of METRICS) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  it.each(METRICS.map((metric) => [metric.name, metric] as const))(
    '%s is read off a simulation, by phase where it has phases',
    (name, { ofPhase, unit }) => {
      const names = ofPhase ? [name, ...PHASES.map((phase) => `${name}.${phase}`)] : [name]
      for (const one of names) {
        expect(figures).toHaveProperty([one])
        const value = figures[one]!
        if (value === null) continue
        expect(value).toBeTypeOf('number')
        if (unit === 'share') expect(value >= 0 && value <= 1).toBe(true)
        if (unit === 'ms') expect(value).toBeGreaterThanOrEqual(0)
      }
    },
  )

  it('no figure is without a metric', () => {
    for (const name of Object.keys(figures)) expect(metricNamed(name)).toBeTypeOf('object')
  })

  it('agree with each other', () => {
    for (const suffix of ['', ...PHASES.map((phase) => `.${phase}`)]) {
      const of = (name: string) => figures[`${name}${suffix}`]!
      const failed = METRICS.filter(({ name }) => name.startsWith('failed-'))
      const lost = failed.reduce((sum, { name }) => sum + of(name), 0)
      expect(of('success') + of('fallback')).toBeCloseTo(of('availability'), 9)
      expect(of('availability') + lost).toBeCloseTo(1, 9)
      expect(of('attempts')).toBeCloseTo(of('amplification') * of('offered'), 6)
      expect(of('p50')).toBeLessThanOrEqual(of('p99'))
      expect(of('upstream-mean')).toBeLessThanOrEqual(of('upstream-peak'))
    }
    const offered = PHASES.reduce((sum, phase) => sum + figures[`offered.${phase}`]!, 0)
    expect(offered).toBe(figures.offered)
    expect(figures.unsettled).toBe(0)
    expect(figures['time-to-recover']!).toBeLessThanOrEqual(figures['time-to-steady']!)
  })

  it('where nothing goes wrong there are no phases and no times', () => {
    const { faults: _, ...calm } = short
    const quiet = figuresOf(simulate({ ...calm, duration: '5s' }))
    expect(Object.keys(quiet).filter((name) => name.includes('.'))).toEqual([])
    const timed = METRICS.filter(({ needsFault }) => needsFault)
    expect(timed.map(({ name }) => quiet[name])).toEqual(timed.map(() => null))
    expect(quiet.availability).toBe(1)
  })

  it('of a phase without calls has no shares and no latencies: it meets no expectation', () => {
    const idle = { ...result.phases[0]!, offered: 0, succeeded: 0, latency: null, latencyOk: null }
    const phase = { ...idle, availability: 1, amplification: 0, fellBack: 0 }
    const {
      success,
      availability,
      p99,
      'failed-timeout': timeouts,
    } = figuresOf({
      ...result,
      total: phase,
    })
    expect({ success, availability, p99, timeouts }).toEqual({
      success: null,
      availability: null,
      p99: null,
      timeouts: null,
    })
  })
})

describe('a metric by name', () => {
  it.each([
    ['p99', null],
    ['p99.after', 'after'],
    ['ok-p50.fault', 'fault'],
    ['time-to-recover', null],
  ])('%s is there', (text, phase) => {
    expect(metricNamed(text)).toMatchObject({ metric: { name: text.split('.')[0] }, phase })
  })

  it.each([
    ['availabilty', 'There is no metric availabilty. Did you mean availability?'],
    ['qwertz', 'There is no metric qwertz.'],
    ['', 'There is no metric .'],
    ['constructor', 'There is no metric constructor.'],
    ['p99.later', 'There is no phase later; the phases are before, fault, recovery, after.'],
    ['p99.after.all', expect.stringContaining('There is no phase after.all')],
    ['p99.', expect.stringContaining('There is no phase')],
    ['unsettled.after', 'unsettled is of the whole run and has no phase.'],
  ])('%j is not, and it says why', (text, sentence) => {
    expect(metricNamed(text)).toEqual(sentence)
  })
})
