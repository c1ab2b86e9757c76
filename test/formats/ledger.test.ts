import { expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { ledger } from '../../src/formats/ledger.js'
import { reason } from '../support/claims.js'

const source = sourceText('f', 'a: 1\nb: 2\nc: 3\n')
const key = (name: string, offset: number) => ({
  key: name,
  text: '1',
  span: source.span(offset, offset + 1),
})
const target = { scope: {}, path: 'retry.maxAttempts', value: 1 }

it('gives the settings in the order of the file, however they were booked', () => {
  const to = ledger('custom')
  to.ignored(key('c', 13), reason('custom/note', 0))
  to.exact(key('a', 3), [target])
  to.approximate(key('b', 8), [], reason('custom/lost', 0.05))

  expect(to.finish().settings.map((s) => `${s.key} ${s.fate}`)).toEqual([
    'a exact',
    'b approximate',
    'c ignored',
  ])
})

it('suggests what an unknown key may have meant, and takes 0.05', () => {
  const to = ledger('hystrix')
  to.unknown(key('x.timeoutInMiliseconds', 3), ['timeoutInMilliseconds'], 'timeoutInMiliseconds')
  to.unknown(key('x.zebra', 8), ['timeoutInMilliseconds'], 'zebra')

  expect(to.finish().settings.map((s) => s.reasons)).toEqual([
    [
      {
        id: 'hystrix/unknown-key',
        text: 'no such key; did you mean timeoutInMilliseconds?',
        deduction: 0.05,
      },
    ],
    [{ id: 'hystrix/unknown-key', text: 'no such key in this format', deduction: 0.05 }],
  ])
})

it('takes the targets of the suggested option, or none', () => {
  const to = ledger('custom')
  const options = [{ value: 's', label: 'seconds', targets: [target] }]
  to.decision(key('a', 3), { key: 'a', question: 'Which?', options, suggested: 's' })
  to.decision(key('b', 8), { key: 'b', question: 'Which?', options })

  expect(to.finish().settings.map((s) => s.targets)).toEqual([[target], []])
})

it('keeps implied values and findings apart from settings', () => {
  const to = ledger('env')
  to.implied('absent', { operation: 'a' }, 'retry', false, 'no retry')
  to.finding({ ruleId: 'env/x', severity: 'info', message: 'm' })
  const { settings, implied, diagnostics } = to.finish()

  expect(settings).toEqual([])
  expect(implied).toEqual([
    {
      target: { scope: { operation: 'a' }, path: 'retry', value: false },
      kind: 'absent',
      why: 'no retry',
    },
  ])
  expect(diagnostics.map((d) => d.ruleId)).toEqual(['env/x'])
})
