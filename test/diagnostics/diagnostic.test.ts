import { expect, it } from 'vitest'
import {
  compareText,
  type Diagnostic,
  hasErrors,
  sortDiagnostics,
} from '../../src/diagnostics/diagnostic.js'
import { sourceText } from '../../src/diagnostics/source.js'

const at = (file: string, offset: number, ruleId = 'a/b'): Diagnostic => ({
  ruleId,
  severity: 'warning',
  message: 'm',
  span: sourceText(file, '0123456789').span(offset, offset),
})

it('sorts by file, place and rule, findings without a place first in their file', () => {
  const nowhere: Diagnostic = { ruleId: 'z/z', severity: 'info', message: 'm' }
  const sorted = sortDiagnostics([at('b', 1), at('a', 5, 'b/b'), at('a', 5, 'a/a'), nowhere])

  expect(sorted.map((d) => `${d.span?.file ?? '-'} ${d.ruleId}`)).toEqual([
    '- z/z',
    'a a/a',
    'a b/b',
    'b a/b',
  ])
})

it('knows an error among findings', () => {
  expect(hasErrors([at('a', 0)])).toBe(false)
  expect(hasErrors([at('a', 0), { ...at('a', 0), severity: 'error' }])).toBe(true)
})

it('orders by code unit, not by locale', () => {
  expect(['b', 'Z', 'ä', 'a'].sort(compareText)).toEqual(['Z', 'a', 'b', 'ä'])
})
