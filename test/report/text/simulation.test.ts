import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  defaultSubject,
  jobsOf,
  type Rehearsal,
  rehearsalOf,
  runJob,
} from '../../../src/rehearse/rehearsal.js'
import { columnsOf, type Style, styleOf } from '../../../src/report/text/look.js'
import { simulationText } from '../../../src/report/text/simulation.js'
import { scenarioListText } from '../../../src/report/text/simulation-list.js'
import { SCENARIOS } from '../../../src/simulator/scenarios/index.js'
import { REPORTS } from '../../support/samples.js'
import {
  rehearsalWith,
  sampleRehearsal,
  sampleResult,
  sampleScenario,
  seedsRehearsal,
  viewOf,
} from './sample-rehearsal.js'

const LISTED = [
  sampleScenario({ name: 'short', title: 'Nothing to see', watch: undefined }),
  sampleScenario({
    name: 'a-scenario-of-many-words',
    title: 'A title that takes more than one line where there is little room for it',
    watch:
      'How soon the breakers open and how many calls leak through until then; rejections that ' +
      'take no time; how long after the outage the last breaker closes.',
  }),
]
const DEMONSTRATIONS = [
  { name: 'policies', title: 'Three policies, one outage', text: 'What each of them does.' },
]

function underPolicy(label: string, operation: string | null, afterS: number | null): Rehearsal {
  const subject = { ...defaultSubject(sampleScenario()), label, operation }
  return rehearsalWith([sampleResult(1, afterS)], { subject })
}

function named(name: string, afterS: number | null): Rehearsal {
  const expect = ['time-to-recover <= 10s']
  return rehearsalWith([sampleResult(1, afterS)], { scenario: sampleScenario({ name }), expect })
}

const COMPARED = [
  underPolicy('production', null, 3),
  underPolicy('./config/other.yaml', 'qa', 12),
  underPolicy('simple', null, null),
]
const MANY = [named('one', 3), named('two', 1), named('three', null), named('four', 2)]

const CASES: Readonly<Record<string, (style: Style) => string>> = {
  simulation: (style) => simulationText(viewOf([sampleRehearsal()]), style),
  'simulation-over-seeds': (style) => simulationText(viewOf([seedsRehearsal()]), style),
  'simulation-compared': (style) => simulationText(viewOf(COMPARED, { compared: true }), style),
  'simulation-of-many': (style) => {
    return simulationText(viewOf(MANY, { quiet: true, interrupted: true }), style)
  },
  scenarios: (style) => scenarioListText(LISTED, DEMONSTRATIONS, style),
}

const look = (width: number, unicode = true) => styleOf({ width, color: false, unicode })

describe.each(Object.entries(CASES))('%s', (name, render) => {
  it.each([40, 80, 120])('at %i columns', async (width) => {
    await expect(render(look(width))).toMatchFileSnapshot(
      join(REPORTS, `text/${name}-${width}.txt`),
    )
  })

  it.each([40, 50, 60, 80, 120, 200])('is never wider than %i columns', (width) => {
    expect(tooWide(render(look(width)), width)).toEqual([])
  })

  it('leaves no space at the end of a line, and ends with one line end', () => {
    expect(render(look(80))).not.toMatch(/ \n/)
    expect(render(look(80))).toMatch(/[^\n]\n$/)
  })

  it('holds the same words with colour, and no escape without', () => {
    const plain = render(look(80))
    const colored = render(styleOf({ width: 80, color: true, unicode: true }))
    expect(plain).not.toContain('\u001b')
    expect(colored).toContain('\u001b[')
    // biome-ignore lint/complexity/useRegexLiterals: an escape is easier to read in words
    expect(colored.replace(new RegExp('\\u001b\\[\\d+m', 'g'), '').replace(/ +$/gm, '')).toBe(plain)
  })

  it('has ASCII signs for terminals without others', () => {
    expect(render(look(80, false))).toMatch(/^[\x00-\x7f]*$/)
  })
})

it('has a strip of digits without other signs', async () => {
  const text = simulationText(viewOf([sampleRehearsal()]), look(80, false))
  await expect(text).toMatchFileSnapshot(join(REPORTS, 'text/simulation-ascii.txt'))
})

/** A command to copy stays whole. */
function tooWide(text: string, width: number): string[] {
  return text.split('\n').filter((line) => columnsOf(line) > width && !line.startsWith('replay '))
}

describe('one screen', () => {
  it('is enough for one scenario', () => {
    const lines = simulationText(viewOf([sampleRehearsal()]), look(80)).split('\n')
    expect(lines.length).toBeLessThanOrEqual(44)
  })

  it('has the expectations first, then the verdict, the phases, the strip and the breakers', () => {
    const text = simulationText(viewOf([sampleRehearsal()]), look(80))
    const order = ['✔ availability', 'recovered after 4 s', 'calls ', 'answered ', 'breakers: ']
    const places = order.map((start) => text.indexOf(`\n${start}`))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })
})

describe('the end of a report', () => {
  it('says what to watch and how to repeat the run', () => {
    const text = simulationText(viewOf([sampleRehearsal()]), look(120))
    expect(text).toContain('\nWatch: How soon the breakers open')
    expect(text).toMatch(/\nreplay resil simulate sample-outage --seed 1\n$/)
  })

  it('does not when only results are wanted', () => {
    const all = [[sampleRehearsal()], MANY, COMPARED]
    for (const rehearsals of all) {
      for (const compared of [true, false]) {
        const text = simulationText(viewOf(rehearsals, { quiet: true, compared }), look(80))
        expect(text).not.toMatch(/Watch|replay|in full/)
      }
    }
  })

  it('says that Ctrl-C came', () => {
    const view = viewOf([sampleRehearsal()], { interrupted: true })
    expect(simulationText(view, look(80))).toMatch(/\n! Interrupted: [^\n]+\n$/)
    expect(simulationText(viewOf([sampleRehearsal()]), look(80))).not.toContain('Interrupted')
  })
})

describe('several scenarios', () => {
  const titles = (rehearsals: readonly Rehearsal[]) =>
    simulationText(viewOf(rehearsals), look(80)).match(/^\S+(?= {2}Connections)/gm)

  it('are shown in full up to three', () => {
    expect(titles(MANY.slice(0, 3))).toEqual(['one', 'two', 'three'])
  })

  it('from four on only those that failed, and a line for each below', () => {
    expect(titles(MANY)).toEqual(['three'])
    const text = simulationText(viewOf(MANY), look(80))
    expect(text).toMatch(/\none +1 of 1 .*\n.*recovered after 4 s\ntwo +1 of 1 /)
    expect(text).toMatch(/\nthree +0 of 1 /)
    expect(text).toMatch(/\nOne scenario in full: resil simulate NAME\n$/)
  })

  it('under several policies have a table each', () => {
    const other = COMPARED.map((one) => ({ ...one, scenario: sampleScenario({ name: 'other' }) }))
    const text = simulationText(viewOf([...COMPARED, ...other], { compared: true }), look(120))
    expect(text.match(/^policy .* verdict$/gm)).toHaveLength(2)
    expect(text.match(/^production .*recovered after 4 s$/gm)).toHaveLength(2)
  })
})

describe('what a file or an argument holds', () => {
  const hostile = '\u001b]0;title\u0007\u001b[31mred\u009b2J\r\u202eevil\n'

  it('reaches no terminal as a control character', () => {
    const scenario = { ...sampleScenario(), name: hostile, title: hostile, watch: hostile }
    const subject = { ...sampleRehearsal().subject, label: hostile, operation: hostile }
    const result = sampleResult(hostile)
    const transitions = result.transitions.map((one) => ({ ...one, service: hostile }))
    const few = { ...result, transitions: transitions.slice(0, 2) }
    for (const one of [{ ...result, transitions }, few]) {
      const rehearsal = rehearsalWith([one, one], { scenario, subject })
      const views = [
        viewOf([rehearsal], { replay: () => hostile }),
        viewOf([rehearsal, rehearsal], { compared: true }),
        viewOf([rehearsal, rehearsal, rehearsal, rehearsal]),
      ]
      const texts = views.map((view) => simulationText(view, look(80)))
      const list = [{ name: hostile, title: hostile, text: hostile }]
      texts.push(scenarioListText([scenario], list, look(80)))
      for (const text of texts) expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    }
  })
})

describe('every built-in scenario', () => {
  const rehearsals = SCENARIOS.map((scenario) => {
    const subject = defaultSubject(scenario)
    const rest = { file: null, rate: null, seeds: [1], expectations: [] }
    const plan = { ...rest, scenario, subject }
    return rehearsalOf(plan, jobsOf(plan).map(runJob))!
  })

  it.each([40, 80, 120])('fits %i columns, and shows no figure that is none', (width) => {
    for (const one of rehearsals) {
      const text = simulationText(viewOf([one]), look(width))
      expect(tooWide(text, width)).toEqual([])
      expect(text).not.toMatch(/NaN|undefined|null|Infinity/)
    }
  })

  it('fits 80 columns and 46 lines', () => {
    for (const one of rehearsals) {
      const lines = simulationText(viewOf([one]), look(80)).split('\n')
      expect(lines.length, one.scenario.name).toBeLessThanOrEqual(46)
    }
  })
})
