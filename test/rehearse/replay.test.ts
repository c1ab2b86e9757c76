import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { parseExpectation } from '../../src/rehearse/expectation.js'
import {
  defaultSubject,
  jobsOf,
  type Rehearsal,
  type RehearsalPlan,
  rehearsalOf,
  runJob,
} from '../../src/rehearse/rehearsal.js'
import { readReplay } from '../../src/rehearse/replay.js'
import { simulationJson } from '../../src/report/index.js'
import { hardOutage } from '../../src/simulator/scenarios/hard-outage.js'

const scenario = { ...hardOutage, duration: '70s', clients: 3 }

const plan: RehearsalPlan = {
  ...{ scenario, file: null, rate: 20, seeds: [1, 'two'] },
  subject: defaultSubject(scenario),
  expectations: ['availability.before >= 99.9%', 'p99.fault <= 2 x p99.before in 1 of 2 seeds'].map(
    (text) => parseExpectation(text) as Exclude<ReturnType<typeof parseExpectation>, string>,
  ),
}

const rehearse = (one: RehearsalPlan): Rehearsal => rehearsalOf(one, jobsOf(one).map(runJob))!

const longer: RehearsalPlan = { ...plan, seeds: [1, 2, 3] }

const SHOWN = { compared: false, replay: () => '', interrupted: false, quiet: false }

const report = simulationJson({ ...SHOWN, rehearsals: [rehearse(plan)] })

const read = (text: string) => readReplay(sourceText('report.json', text))

describe('a report that is run again', () => {
  it('gives the plans that it was made of, and the same results', () => {
    const { value, diagnostics } = read(report)
    expect(diagnostics).toEqual([])
    expect(value!.plans).toEqual([plan])
    expect(value!.differing(value!.plans.map(rehearse))).toEqual([])
  })

  it.each([
    ['a figure of the first run', /"events": \d+/, '"events": 7'],
    ['a figure of the second run', /("seed": "two",[\s\S]*?"availability": )[\d.]+/, '$10.123'],
  ])('tells that %s is another', (_, figure, changed) => {
    const { value } = read(report.replace(figure, changed))
    expect(value!.differing(value!.plans.map(rehearse))).toEqual([0])
  })

  it('that was interrupted is compared as far as it goes', () => {
    const whole = JSON.parse(report)
    whole.rehearsals[0].runs.pop()
    const { value } = read(JSON.stringify(whole))
    expect(value!.differing(value!.plans.map(rehearse))).toEqual([])
  })

  it('that lacks a run between others is compared by its seeds', () => {
    const three = JSON.parse(simulationJson({ ...SHOWN, rehearsals: [rehearse(longer)] }))
    three.rehearsals[0].runs.splice(1, 1)
    const { value } = read(JSON.stringify(three))
    const again = value!.plans.map(rehearse)
    expect(value!.differing(again)).toEqual([])
    three.rehearsals[0].runs[1].figures.availability = 0.5
    expect(read(JSON.stringify(three)).value!.differing(again)).toEqual([0])
  })
})

describe('a report that is none', () => {
  it.each([
    ['not an object', '[]', 'replay/wrong-type@1:1'],
    ['of another command', report.replace('"simulate"', '"migrate"'), /^replay\/[a-z-]+@3:14$/],
    ['with a wrong policy', report.replace('"maxAttempts": 3', '"maxAttempts": -3'), /^replay\//],
    [
      'with a wrong expectation',
      report.replace('.before >=', '.bfore >='),
      /^replay\/expectation@/,
    ],
    ['with a fault after the end', report.replace('"at": "60s"', '"at": "90s"'), /^scenario\//],
    ['cut off', report.slice(0, 400), /^syntax\//],
  ])('%s', (_, text, rule) => {
    const { value, diagnostics } = read(text)
    expect(value).toBeUndefined()
    const [first] = diagnostics
    const { line, column } = first!.span!.start
    expect(`${first!.ruleId}@${line}:${column}`).toMatch(rule)
  })
})
