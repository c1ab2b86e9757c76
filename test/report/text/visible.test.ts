import fc from 'fast-check'
import { expect, it } from 'vitest'
import { visible } from '../../../src/report/text/visible.js'

it.each([
  ['plain text, 服務 and 🙂', 'plain text, 服務 and 🙂'],
  ['a\r\n\tb', 'a\\r\\n\\tb'],
  ['\u001b[31mred\u001b[0m', '\u{fffd}[31mred\u{fffd}[0m'],
  ['\u009b2J', '\u{fffd}2J'],
  ['\u0000\u0007\u007f', '\u{fffd}\u{fffd}\u{fffd}'],
  ['\u202eevil\u2066', '\u{fffd}evil\u{fffd}'],
])('%j becomes %j', (given, expected) => expect(visible(given)).toBe(expected))

it('leaves no control character in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
    }),
  )
})
