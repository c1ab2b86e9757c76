/** Time: every parser is linear, so hostile text stays far below the limit. */
import { describe, expect, test } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import type { SyntaxId } from '../../src/syntax/node.js'
import { parseText } from '../../src/syntax/read.js'

const LENGTH = 50_000
/** Five times what a slow machine needs; a quadratic reader needs far more. */
const LIMIT_MS = 2_000
const SYNTAXES: readonly SyntaxId[] = ['yaml', 'json', 'toml', 'properties', 'dotenv']
const HOSTILE = [
  '[',
  ']',
  '{',
  '{a: ',
  '- ',
  '? ',
  ': ',
  '"',
  "'",
  '"a" ',
  '&a ',
  '!a ',
  '*a ',
  ',',
  '\t',
  '\n',
  '\\',
  '\\\n',
  'a: |\n',
  '---\n',
  '{{',
  '{{}}',
  '{% ',
  'a: {{\n',
  'a: @a@\n',
  '/*',
  '#---\n',
  "A='\n",
  'A="\\"\n',
  'a.',
  '<<<<<<< a\n',
  'a: &a {x: *a}\n',
  '- 012\n',
  ' ',
]

describe.each(SYNTAXES)('%s', (syntax) => {
  test.each(HOSTILE)('reads %j over and over', (piece) => {
    for (const prefix of ['', 'a = [', '[']) {
      const text = prefix + piece.repeat(Math.floor(LENGTH / piece.length))
      const start = performance.now()
      parseText(sourceText('-', text), { syntax })
      expect(performance.now() - start).toBeLessThan(LIMIT_MS)
    }
  })
})
