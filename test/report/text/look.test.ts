import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  columnsOf,
  cut,
  cutName,
  flowText,
  padTo,
  styleOf,
  wrap,
  wrapList,
} from '../../../src/report/text/look.js'
import { visible } from '../../../src/report/text/visible.js'

const { sign } = styleOf({ width: 80, color: false, unicode: true })
const ascii = styleOf({ width: 80, color: false, unicode: false }).sign

const text = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.string({ maxLength: 60, unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('retry.', '服務', ' ', '🙂', 'ö', 'o\u0308', '\u001b[31m', '\t', 'a'), {
      maxLength: 40,
    })
    .map((parts) => parts.join('')),
)
const columns = fc.integer({ min: 0, max: 60 })

describe('columnsOf', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['ö', 1],
    ['o\u0308', 1],
    ['服務', 4],
    ['ｆ', 2],
    ['한국', 4],
    ['🙂', 2],
    ['✅', 2],
    ['✔', 1],
    ['→', 1],
    ['\u200b', 0],
  ])('%j takes %i', (given, expected) => expect(columnsOf(given)).toBe(expected))
})

describe('cut', () => {
  it.each([
    ['retries', 7, 'start', 'retries'],
    ['retries', 6, 'start', 'retri…'],
    ['retries', 6, 'end', '…tries'],
    ['服務名稱', 5, 'start', '服務…'],
    ['服務名稱', 4, 'end', '…稱'],
    ['retries', 1, 'start', '…'],
    ['retries', 0, 'start', ''],
    ['a\tb', 4, 'start', 'a\\tb'],
  ] as const)('%j in %i columns, the %s kept: %j', (given, width, keep, expected) => {
    expect(cut(given, width, sign, keep)).toBe(expected)
  })

  it('is never wider than asked, in both kinds of signs', () => {
    fc.assert(
      fc.property(text, columns, fc.constantFrom('start', 'end'), (given, width, keep) => {
        expect(columnsOf(cut(given, width, sign, keep))).toBeLessThanOrEqual(width)
        expect(columnsOf(cut(given, width, ascii, keep))).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('cutName', () => {
  it.each([
    ['a.b.timeoutInMilliseconds', 40, 'a.b.timeoutInMilliseconds'],
    ['hystrix.command.timeoutInMilliseconds', 24, '…timeoutInMilliseconds'],
    ['hystrix.command.timeout', 17, '…command.timeout'],
    ['CIRCUIT_BREAKER_THRESHOLD', 18, '…BREAKER_THRESHOLD'],
    ['timeoutInMilliseconds', 10, '…liseconds'],
    ['ends.in.dots...', 9, '…in.dots…'],
  ])('%s in %i columns is %s', (name, width, expected) => {
    if (name.endsWith('.')) expect(columnsOf(cutName(name, width, sign))).toBeLessThanOrEqual(width)
    else expect(cutName(name, width, sign)).toBe(expected)
  })

  it('is never wider than asked', () => {
    fc.assert(
      fc.property(text, columns, (given, width) => {
        expect(columnsOf(cutName(given, width, sign))).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('wrap', () => {
  it.each([
    ['', 10, ''],
    ['one two three', 7, 'one two\n  three'],
    ['one two three', 40, 'one two three'],
    ['unbreakable.word.of.some.length and more', 10, 'unbreakable.word.of.some.length\n  and more'],
    ['a\nb', 10, 'a\\nb'],
  ])('%j at %i', (given, width, expected) => expect(wrap(given, width, '  ')).toBe(expected))

  it('keeps every word, and is wider than asked only by a word that is', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (given, width) => {
        const lines = wrap(given, width).split('\n')
        expect(wordsOf(lines.join(' '))).toEqual(wordsOf(visible(given)))
        const wide = lines.filter((line) => columnsOf(line) > width)
        expect(wide.filter((line) => line.trim().includes(' '))).toEqual([])
      }),
    )
  })
})

function wordsOf(line: string): string[] {
  return line.split(' ').filter((word) => word !== '')
}

it('wrapList breaks between items, and inside one only when it alone is too wide', () => {
  const items = ['recordOn: {kinds: [any]}', 'mode: off', 'a b c d e f g h i j k l m n o']
  expect(wrapList(items, 24, '  ').split('\n')).toEqual([
    'recordOn: {kinds:',
    '  [any]}, mode: off, a b c',
    '  d e f g h i j k l m n o',
  ])
  expect(wrapList(items.slice(0, 2), 26)).toBe('recordOn: {kinds: [any]},\nmode: off')
})

it.each([
  ['any', 'any'],
  [12, '12'],
  [true, 'true'],
  [null, 'null'],
  [undefined, ''],
  [{}, '{}'],
  [{ kinds: ['any', { status: 503 }] }, '{kinds: [any, {status: 503}]}'],
])('flowText of %j is %s', (value, expected) => expect(flowText(value)).toBe(expected))

it('padTo fills up by columns, not by characters', () => {
  expect(padTo('服務', 6)).toBe('服務  ')
  expect(padTo('longer', 3)).toBe('longer')
})

it('styleOf has a width of 40 at least, and colours only when asked', () => {
  expect(styleOf({ width: 3, color: false, unicode: true }).width).toBe(40)
  expect(styleOf({ width: 80, color: false, unicode: true }).paint.red('x')).toBe('x')
  expect(styleOf({ width: 80, color: true, unicode: true }).paint.red('x')).not.toBe('x')
})
