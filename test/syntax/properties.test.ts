import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { valueAt } from '../../src/syntax/node.js'
import { parseProperties } from '../../src/syntax/properties.js'
import { brokenText, expectExactSpans, expectSound, pairs, read } from './reading.js'

const SAMPLE = '# note\na.b=1\nc : two words  \n! note\nd\\ e\\=f = x\\\n   y\n#---\ng=\\u0041\\t\n'

describe('values', () => {
  test.each([
    ['an equals sign', 'a.b=1', [['a.b', '1']]],
    ['a colon', 'a: 1', [['a', '1']]],
    ['white space alone', 'a 1 2', [['a', '1 2']]],
    ['white space around', '  a  =  1  ', [['a', '1']]],
    [
      'no value',
      'a=\nb\n',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    ['a second separator', 'a==b', [['a', '=b']]],
    ['escapes', 'a\\:b\\ c=\\t\\u0041\\q', [['a:b c', '\tAq']]],
    ['a kept space at the end', 'a=x\\ ', [['a', 'x ']]],
    ['a continued line', 'a=1,\\\n    2,\\\r\n\t3', [['a', '1,2,3']]],
    ['a continued key', 'ab\\\n  c=1', [['abc', '1']]],
    ['a comment is not continued', '# x \\\na=1', [['a', '1']]],
    ['a backslash at the end', 'a=x\\', [['a', 'x']]],
    ['a dollar', 'a=${B:-c}', [['a', '${B:-c}']]],
    ['a byte order mark', '\uFEFFa=1', [['a', '1']]],
  ])('%s', (_, text, value) => {
    const { root, places } = read(parseProperties, text)
    expect(pairs(root)).toEqual(value)
    expect(places).toEqual([])
  })

  it('splits documents as Spring does', () => {
    const split = (text: string) =>
      read(parseProperties, text).documents.map(({ root }) => pairs(root))
    expect(split('a=1\n#---\nb=2\n!---\nc=3')).toEqual([[['a', '1']], [['b', '2']], [['c', '3']]])
    expect(split('# title\n#---\na=1')).toEqual([[['a', '1']]])
    expect(split('a=1\n  #---\nb=2')).toEqual([
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ])
    expect(split('a=1\n#---\n# note\nb=2')).toEqual([
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ])
  })

  it('never marks a value as quoted', () => {
    expect(valueAt(read(parseProperties, 'a="x"').root, 'a')).toMatchObject({
      text: '"x"',
      quoted: false,
    })
  })
})

describe('findings', () => {
  test.each([
    [
      'a key set twice',
      'a=1\nb=2\na=3',
      ['syntax/duplicate-key@3:1'],
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
    ],
    ['a broken escape', 'a=\\u00zz', ['syntax/bad-escape@1:3'], [['a', 'u00zz']]],
    ['a forbidden key', 'constructor=1\na=2', ['syntax/forbidden-key@1:1'], [['a', '2']]],
    [
      'a merge conflict',
      '<<<<<<< a\na=1\n=======\n>>>>>>> b\n',
      ['syntax/merge-conflict@1:1'],
      [['a', '1']],
    ],
  ])('%s', (_, text, expected, value) => {
    const { root, places } = read(parseProperties, text)
    expect(places).toEqual(expected)
    expect(pairs(root)).toEqual(value)
  })

  it('takes the same key in two documents for two settings', () => {
    expect(read(parseProperties, 'a=1\n#---\na=2').places).toEqual([])
  })
})

test('places are exact, in CRLF files too', () => {
  const text = 'a = 1\r\n\r\nb.c : two words \r\n'
  const { checked, root } = read(parseProperties, text)
  expectExactSpans(checked.value!, text)
  expect(valueAt(root, 'b.c')?.span).toMatchObject({
    pointer: '/b.c',
    start: { line: 3, column: 7 },
    end: { line: 3, column: 16 },
  })
})

test('any text gives a tree and findings, never an exception', () => {
  const text = brokenText(SAMPLE, '=: \\#!-u01\t\n\rax')
  fc.assert(
    fc.property(text, (broken) => expectSound(parseProperties, broken)),
    { numRuns: 500 },
  )
})
