import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseDotenv } from '../../src/syntax/dotenv.js'
import { valueAt } from '../../src/syntax/node.js'
import { brokenText, expectExactSpans, expectSound, pairs, read } from './reading.js'

const SAMPLE =
  '# note\nexport A=1\nB="two\nlines" # c\nC=\'raw $x\'\nD=x # c\n#E=off\n\nF = ${A:-1}\n'

describe('values', () => {
  test.each([
    ['plain', 'A=1', [['A', '1']]],
    [
      'export',
      'export A=1\n  export\tB=2',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['spaces around the sign', 'A = 1 ', [['A', '1']]],
    [
      'no value',
      'A=\nB=""',
      [
        ['A', ''],
        ['B', ''],
      ],
    ],
    ['an equals sign in the value', 'A=b=c', [['A', 'b=c']]],
    [
      'a comment behind',
      'A=1   # one\nB= # none',
      [
        ['A', '1'],
        ['B', ''],
      ],
    ],
    [
      'no comment without a space',
      'A=a#b\nB=#fff',
      [
        ['A', 'a#b'],
        ['B', '#fff'],
      ],
    ],
    ['double quotes', 'A="x # y\\n\\"z\\"" # c', [['A', 'x # y\n"z"']]],
    ['single quotes', "A='x\\n$y'", [['A', 'x\\n$y']]],
    ['back quotes', 'A=`it\'s "x"`', [['A', 'it\'s "x"']]],
    [
      'lines in quotes',
      'A="1\n2"\nB=3',
      [
        ['A', '1\n2'],
        ['B', '3'],
      ],
    ],
    ['a variable', 'A=${B:-c}', [['A', '${B:-c}']]],
    ['assignments in comments', '# A=1\n  #B=2\nC=3', [['C', '3']]],
    [
      'CRLF and a byte order mark',
      '\uFEFFA=1\r\nB="x"\r\n',
      [
        ['A', '1'],
        ['B', 'x'],
      ],
    ],
  ])('%s', (_, text, value) => {
    const { root, places } = read(parseDotenv, text)
    expect(pairs(root)).toEqual(value)
    expect(places).toEqual([])
  })

  it('never marks a value as quoted', () => {
    expect(valueAt(read(parseDotenv, 'A="1"').root, 'A')).toMatchObject({
      text: '1',
      quoted: false,
    })
  })

  it('takes text without an assignment for no value', () => {
    expect(read(parseDotenv, '# x\n').documents).toEqual([{ index: 0, root: undefined }])
  })
})

describe('findings', () => {
  test.each([
    [
      'a line that sets nothing',
      'A=1\n  hello world\nB=2',
      ['syntax/not-an-assignment@2:3'],
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['no name', '=1', ['syntax/not-an-assignment@1:1'], undefined],
    [
      'a bad name',
      '1A=1\nB C=2\nD=3',
      ['syntax/invalid-name@1:1', 'syntax/invalid-name@2:1'],
      [['D', '3']],
    ],
    [
      'a name set twice',
      'A=1\nA=2',
      ['syntax/duplicate-key@2:1'],
      [
        ['A', '1'],
        ['A', '2'],
      ],
    ],
    [
      'an open quote',
      'A="x\nB=2',
      ['syntax/bad-quotes@1:3'],
      [
        ['A', '"x'],
        ['B', '2'],
      ],
    ],
    [
      "a quote closed by the next line's",
      'A="x\nB="y"',
      ['syntax/bad-quotes@1:3'],
      [
        ['A', '"x'],
        ['B', 'y'],
      ],
    ],
    ['text behind a quote', 'A="x"y', ['syntax/bad-quotes@1:3'], [['A', '"x"y']]],
    ['a forbidden name', '__proto__=1\nA=2', ['syntax/forbidden-key@1:1'], [['A', '2']]],
  ])('%s', (_, text, expected, value) => {
    const { root, places } = read(parseDotenv, text)
    expect(places).toEqual(expected)
    expect(pairs(root)).toEqual(value)
  })
})

test('places are exact, in CRLF files too', () => {
  const text = 'A=1\r\n\r\nexport B = two # c\r\n'
  const { checked, root } = read(parseDotenv, text)
  expectExactSpans(checked.value!, text)
  expect(valueAt(root, 'B')?.span).toMatchObject({
    pointer: '/B',
    start: { line: 3, column: 12 },
    end: { column: 15 },
  })
})

test('any text gives a tree and findings, never an exception', () => {
  const text = brokenText(SAMPLE, '=#"\'`\\ \n\r$AB1')
  fc.assert(
    fc.property(text, (broken) => expectSound(parseDotenv, broken)),
    { numRuns: 500 },
  )
})
