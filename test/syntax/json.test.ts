import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseJson } from '../../src/syntax/json.js'
import { valueAt } from '../../src/syntax/node.js'
import { brokenText, expectExactSpans, expectSound, pairs, plain, read } from './reading.js'

const SAMPLE =
  '{\n  // note\n  "a": [1, -2.5e3, true, null],\n  "b": {"c": "x\\n\\u0041"}, /* end */\n}\n'

describe('values', () => {
  it('reads JSON with comments and trailing commas', () => {
    const { root, places } = read(parseJson, SAMPLE)
    expect(places).toEqual([])
    expect(plain(root)).toEqual({ a: [1, -2500, true, null], b: { c: 'x\nA' } })
  })

  it('keeps the text of numbers too big for a double', () => {
    const { root } = read(parseJson, '12345678901234567890')
    expect(root).toMatchObject({
      value: Number('12345678901234567890'),
      text: '12345678901234567890',
      quoted: false,
    })
  })

  it('takes empty text, white space and comments for no value', () => {
    for (const text of ['', ' \n', '// x', '/* x */', '\uFEFF']) {
      expect(read(parseJson, text)).toMatchObject({
        places: [],
        documents: [{ index: 0, root: undefined }],
      })
    }
  })

  it('agrees with JSON.parse on all that JSON.stringify writes', () => {
    const value = fc.jsonValue({ maxDepth: 5 })
    const safe = value.filter((v) => !/__proto__|constructor|prototype/.test(JSON.stringify(v)))
    fc.assert(
      fc.property(safe, fc.constantFrom(0, 2), (v, indent) => {
        const text = JSON.stringify(v, null, indent)
        const { root, places } = read(parseJson, text)
        expect(places).toEqual([])
        expect(plain(root)).toEqual(JSON.parse(text))
      }),
    )
  })
})

it('a string that holds an escaped quote and a colon is no key', () => {
  const { root, places } = read(parseJson, '"\\":"')

  expect(places).toEqual([])
  expect(plain(root)).toBe('":')
})

describe('findings', () => {
  test.each([
    ['a missing comma', '{"a": 1\n "b": 2}', 'syntax/invalid-json@2:2', { a: 1, b: 2 }],
    ['single quotes', "{'a': 1}", 'syntax/invalid-json@1:2', { a: 1 }],
    ['an unquoted key', '{a: 1}', 'syntax/invalid-json@1:2', { a: 1 }],
    ['an unquoted value', '{"a": yes, "b": 1}', 'syntax/invalid-json@1:7', { b: 1 }],
    ['an equals sign', '{"a" = 1}', 'syntax/invalid-json@1:6', { a: 1 }],
    ['no colon', '{"a" 1, "b": 2}', 'syntax/invalid-json@1:6', {}],
    ['no value', '{"a": , "b": 2}', 'syntax/invalid-json@1:7', {}],
    ['an open string', '{"a": "x\n, "b": 1}', 'syntax/invalid-json@1:7', { a: 'x', b: 1 }],
    ['NaN', '[NaN, 1]', 'syntax/invalid-json@1:2', [1]],
    ['Infinity', '[-Infinity]', 'syntax/invalid-json@1:2', []],
    ['a leading zero', '[012]', 'syntax/invalid-json@1:2', []],
    ['a bad escape', '["\\x"]', 'syntax/invalid-json@1:3', ['x']],
    ['a short \\u', '["\\u12"]', 'syntax/invalid-json@1:3', ['u12']],
    ['two values', '{"a": 1}\n{"b": 2}', 'syntax/invalid-json@2:1', { a: 1 }],
    ['an early end', '{"a": [1, 2', 'syntax/invalid-json@1:12', { a: [1, 2] }],
    ['the wrong bracket', '[1}', 'syntax/invalid-json@1:3', [1]],
    ['an open comment', '[1] /* x', 'syntax/invalid-json@1:5', [1]],
    ['no outer brace', '  "a": {"b": 1}', 'syntax/invalid-json@1:3', { a: { b: 1 } }],
    ['a duplicate key', '{"a": 1, "a": 2}', 'syntax/duplicate-key@1:10', { a: 1 }],
    ['a forbidden key', '{"__proto__": {"x": 1}, "a": 1}', 'syntax/forbidden-key@1:2', { a: 1 }],
    ['a template', '{ {{ x }} }', 'syntax/invalid-json@1:3', {}],
    [
      'a merge conflict',
      '[\n<<<<<<< a\n1\n=======\n>>>>>>> b\n]',
      'syntax/merge-conflict@2:1',
      [1],
    ],
  ])('%s', (_, text, place, value) => {
    const { root, places } = read(parseJson, text)
    expect(places).toEqual([place])
    expect(plain(root)).toEqual(value)
  })

  it('points from an early end to the bracket that is open', () => {
    const [finding] = read(parseJson, '{\n "a": [1').checked.diagnostics
    expect(finding?.related?.[0]?.span.start).toMatchObject({ line: 2, column: 7 })
  })

  it('skips what is nested too deep and reads on', () => {
    const { root, places } = read(parseJson, '[[["]"]], 1]', { maxDepth: 2 })
    expect(places).toEqual(['syntax/too-deep@1:3'])
    expect(plain(root)).toEqual([[], 1])
  })

  it('survives a million brackets', () => {
    expect(read(parseJson, '['.repeat(1_000_000)).places).toEqual([
      'syntax/too-deep@1:65',
      'syntax/invalid-json@1:1000001',
    ])
  })
})

test('places are exact, in CRLF files too', () => {
  const text = '{\r\n  "a": 1,\r\n  "b/c": ["x"]\r\n}'
  const { checked, root } = read(parseJson, text)
  expectExactSpans(checked.value!, text)
  expect(valueAt(root, 'b/c')?.span).toMatchObject({
    pointer: '/b~1c',
    start: { line: 3, column: 10 },
  })
  expect(pairs(root)).toEqual([
    ['a', 1],
    ['b/c', ['x']],
  ])
})

test('any text gives a tree and findings, never an exception', () => {
  const text = brokenText(SAMPLE, '[]{}:,"\'`\\/*=-+.0e1u \nax')
  fc.assert(
    fc.property(text, (broken) => expectSound(parseJson, broken)),
    { numRuns: 500 },
  )
})
