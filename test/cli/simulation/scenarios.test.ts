import { describe, expect, it } from 'vitest'
import { builtInNamed, findScenarios } from '../../../src/cli/simulation/scenarios.js'
import { SCENARIOS } from '../../../src/simulator/scenarios/index.js'

describe('a scenario by its name', () => {
  it.each([
    ['hard-outage', 'hard-outage'],
    ['outage', 'hard-outage'],
    ['storm', 'retry-storm'],
    ['herd', 'thundering-herd'],
    ['slow-fallback', 'dependency-slow-fallback'],
  ])('%s is %s', (word, name) => {
    expect(builtInNamed(word)?.name).toBe(name)
  })

  it.each(['hard', 'out', 'age', ''])('%j: part of a word is no name, a whole word is', (word) => {
    expect(builtInNamed(word)?.name).toBe(word === 'hard' ? 'hard-outage' : undefined)
  })

  it('that several have is asked back', () => {
    expect(() => builtInNamed('slow')).toThrow(
      'slow may be slow-recovery or dependency-slow-fallback.',
    )
  })
})

describe('words', () => {
  it('all is every built-in one, in their order; demonstrations are apart', () => {
    const { scenarios, demonstrations } = findScenarios(['all', 'twelve-policies'])
    expect(scenarios.map(({ scenario }) => scenario)).toEqual(SCENARIOS)
    expect(demonstrations.map(({ name }) => name)).toEqual(['twelve-policies'])
  })

  it('twice for one scenario are one', () => {
    const { scenarios } = findScenarios(['outage', 'hard-outage', 'outage', 'all'])
    expect(scenarios).toHaveLength(SCENARIOS.length)
  })

  it('that are none are answered with what was meant', () => {
    expect(() => findScenarios(['brownuot'])).toThrow('There is no scenario brownuot.')
  })
})
