import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { parsePolicy } from '../../src/policy/document.js'
import { printJson, printYaml } from '../../src/policy/print.js'
import { arbitraryDocument } from '../support/arbitrary.js'

const reread = (text: string, file: string) => parsePolicy(sourceText(file, text))

it('YAML: parse after print gives the document back', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const { value, diagnostics } = reread(printYaml(document, ['a comment']), 'a.yaml')

      expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([])
      expect(value?.document).toEqual(document)
    }),
    { numRuns: 300 },
  )
})

it('JSON: parse after print gives the document back', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      expect(reread(printJson(document), 'a.json').value?.document).toEqual(document)
    }),
    { numRuns: 300 },
  )
})

it('puts keys in the order of the document form and short lists on one line', () => {
  const text = printYaml(
    {
      operations: { pay: { retry: { retryOn: { status: [429, 503] } } } },
      preset: 'simple',
      version: 1,
    },
    ['Migrated.'],
  )

  expect(text).toBe(
    '# Migrated.\nversion: 1\npreset: simple\noperations:\n  pay:\n    retry:\n' +
      '      retryOn:\n        status: [429, 503]\n',
  )
})

it('a line end in a comment does not end it: file names may hold one', () => {
  const text = printYaml({ version: 1 }, ['Migrated from a\nversion: 2\r.yml'])
  expect(text).toBe('# Migrated from a version: 2 .yml\nversion: 1\n')
})
