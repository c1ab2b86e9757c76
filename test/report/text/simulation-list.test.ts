import { expect, it } from 'vitest'
import { styleOf } from '../../../src/report/text/look.js'
import { scenarioListText } from '../../../src/report/text/simulation-list.js'
import { sampleScenario } from './sample-rehearsal.js'

const look = (width: number) => styleOf({ width, color: false, unicode: true })
const scenarios = [
  sampleScenario({ name: 'one', watch: 'This and that.' }),
  sampleScenario({ name: 'two-longer', title: 'Another', watch: undefined }),
]

it('lists names, titles and what to watch', () => {
  expect(scenarioListText(scenarios, [], look(80))).toBe(
    [
      'scenarios',
      '  one         Connections are refused for 10 s',
      '    This and that.',
      '  two-longer  Another',
      '',
    ].join('\n'),
  )
})

it('has demonstrations below, and titles below names on narrow terminals', () => {
  const demonstration = { name: 'all', title: 'All of them', text: 'Side by side.' }
  expect(scenarioListText(scenarios, [demonstration], look(40))).toBe(
    [
      'scenarios',
      '  one',
      '    Connections are refused for 10 s',
      '    This and that.',
      '  two-longer',
      '    Another',
      '',
      'demonstrations',
      '  all  All of them',
      '    Side by side.',
      '',
    ].join('\n'),
  )
})
