import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { flatten } from '../../src/syntax/flat.js'
import { valueAt } from '../../src/syntax/node.js'
import { MAX_YAML_LENGTH, parseYaml } from '../../src/syntax/yaml.js'
import { brokenText, expectExactSpans, expectSound, pairs, plain, read } from './reading.js'

const SAMPLE = `# a file
base: &base
  timeout: 3s
  retries: [1, 2, {on: 503}]
service:
  <<: *base
  name: "quoted \\"x\\""
  note: |
    many
    lines
--- # second
- 'it''s'
- ~
- !tag x
`

describe('values', () => {
  test.each([
    ['text', 'a', 'a'],
    ['whole numbers', '12', 12],
    ['fractions', '-1.5e3', -1500],
    ['a number behind zeros', '012', 12],
    ['octal of 1.2', '0o17', 15],
    ['hexadecimal', '0x10', 16],
    ['yes is text', 'yes', 'yes'],
    ['truth', 'True', true],
    ['null', '~', null],
    ['no value', '', null],
    ['quoted numbers are text', '"12"', '12'],
    ['durations are text', '30s', '30s'],
    ['dates are text', '2024-01-31', '2024-01-31'],
    ['explicit text', '!!str 12', '12'],
    ['explicit number', '!!int "12"', 12],
    ['infinity', '.inf', Number.POSITIVE_INFINITY],
  ])('%s', (_, written, value) => {
    expect(read(parseYaml, `key: ${written}\n`)).toMatchObject({ places: [], root: {} })
    expect(plain(read(parseYaml, `key: ${written}\n`).root)).toEqual({ key: value })
  })

  test.each([
    ['012', 10],
    ['yes', true],
    ['off', false],
    ['1:30', 90],
    ['1_000', 1000],
    ['0o17', '0o17'],
    ['08', '08'],
    ['0b11', 3],
  ])('%s differs between YAML 1.1 and 1.2', (written, value) => {
    const { root, places } = read(parseYaml, `key: ${written}`, { yamlVersion: '1.1' })
    expect(plain(root)).toEqual({ key: value })
    expect(places).toEqual(['syntax/yaml-1.1@1:6'])
  })

  it('takes the version from the file when the file states it', () => {
    expect(plain(read(parseYaml, '%YAML 1.1\n---\nkey: on').root)).toEqual({ key: true })
  })

  it('keeps the text as written, without quotes and escapes', () => {
    const { root } = read(parseYaml, 'a: 012\nb: "x\\ty"\nc: |\n  two\n  lines\n')
    expect(valueAt(root, 'a')).toMatchObject({ text: '012', quoted: false })
    expect(valueAt(root, 'b')).toMatchObject({ text: 'x\ty', quoted: true })
    expect(valueAt(root, 'c')).toMatchObject({ text: 'two\nlines\n', quoted: true })
  })

  it('reads all documents, and none as one without a root', () => {
    const { documents } = read(parseYaml, 'a: 1\n---\n---\nb: 2\n')
    expect(documents.map(({ root }) => plain(root))).toEqual([{ a: 1 }, undefined, { b: 2 }])
    expect(read(parseYaml, '# nothing\n').documents).toEqual([{ index: 0, root: undefined }])
  })

  it('makes keys of any scalar text', () => {
    expect(pairs(read(parseYaml, '1: a\ntrue: b\n~: c\n"x y": d').root)).toEqual([
      ['1', 'a'],
      ['true', 'b'],
      ['~', 'c'],
      ['x y', 'd'],
    ])
  })
})

describe('anchors, aliases and merge keys', () => {
  it('lets own keys win over merged ones, wherever the merge key stands', () => {
    const text = 'b: &b {x: 1, y: 2}\na:\n  x: 9\n  <<: *b\nc:\n  <<: [*b, {x: 3, z: 4}]\n  y: 8\n'
    const { root, places } = read(parseYaml, text)
    expect(plain(valueAt(root, 'a'))).toEqual({ x: 9, y: 2 })
    expect(plain(valueAt(root, 'c'))).toEqual({ x: 1, y: 8, z: 4 })
    expect(places).toEqual([])
  })

  it('gives a copy the place where it is written and the pointer of where it is used', () => {
    const { root } = read(parseYaml, 'b: &b\n  x: 1\na: *b\n')
    const copy = valueAt(root, 'a', 'x')
    expect(copy?.span).toMatchObject({ pointer: '/a/x', start: { line: 2, column: 6 } })
  })

  it('means the last anchor before the alias', () => {
    expect(plain(read(parseYaml, 'a: &x 1\nb: *x\nc: &x 2\nd: *x').root)).toEqual({
      a: 1,
      b: 1,
      c: 2,
      d: 2,
    })
  })

  test.each([
    ['an alias inside what it names', 'a: &a\n  b: *a\n', 'syntax/cyclic-alias@2:6'],
    ['an alias without an anchor', 'a: *x\n', 'syntax/unknown-alias@1:4'],
    ['an anchor of another document', 'a: &x 1\n---\nb: *x\n', 'syntax/unknown-alias@3:4'],
    ['a merge of a scalar', 'a:\n  <<: 1\n', 'syntax/bad-merge@2:7'],
  ])('reports %s', (_, text, place) => {
    expect(read(parseYaml, text).places).toEqual([place])
  })

  it('refuses to grow a few lines into gigabytes', () => {
    const level = (i: number) =>
      `k${i}: &a${i} [${Array(9)
        .fill(i === 0 ? 1 : `*a${i - 1}`)
        .join(', ')}]\n`
    const text = Array.from({ length: 40 }, (_, i) => level(i)).join('')
    const { root, places } = read(parseYaml, text)
    expect(places).toEqual(['syntax/alias-bomb@6:10'])
    expect(flatten(root!).length).toBeLessThan(120_000)
  })

  it('refuses a chain of merges longer than its limit', () => {
    const link = (i: number) => `k${i}: &a${i}\n  <<: ${i === 0 ? '{z: 1}' : `*a${i - 1}`}\n`
    const text = Array.from({ length: 200 }, (_, i) => link(i)).join('')
    expect(read(parseYaml, text).places).toEqual([expect.stringContaining('syntax/alias-bomb@')])
  })
})

describe('findings', () => {
  test.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', ['syntax/duplicate-key@3:1'], { a: 1, b: 2 }],
    ['a forbidden key', '__proto__: {x: 1}\nb: 2\n', ['syntax/forbidden-key@1:1'], { b: 2 }],
    ['an unknown tag', 'a: !Ref Queue\n', ['syntax/unknown-tag@1:9'], { a: 'Queue' }],
    ['a map as a key', '? {a: 1}\n: 2\nb: 3\n', ['syntax/bad-key@1:3'], { b: 3 }],
    ['a tab', 'a:\n\tb: 1\n', ['syntax/tab-indent@2:1'], undefined],
    ['a misfit indent', 'a:\n  b: 1\n c: 2\nd: 3\n', ['syntax/bad-indent@3:1'], undefined],
    ['a space before the first key', ' a: 1\nb: 2\n', ['syntax/bad-indent@2:1'], { a: 1 }],
    ['a second colon', 'a: b: c\n', ['syntax/invalid-yaml@1:4'], undefined],
    ['a reserved sign', 'a: `x`\nb: 1\n', ['syntax/invalid-yaml@1:4'], undefined],
    ['an open quote', 'a: "x\n', ['syntax/invalid-yaml@2:1'], { a: 'x' }],
    ['an open bracket', 'a: [1, 2\nb: 3\n', undefined, undefined],
    [
      'a merge conflict',
      '<<<<<<< HEAD\na: 1\n=======\nb: 1\n>>>>>>> x\n',
      ['syntax/merge-conflict@1:1'],
      { a: 1, b: 1 },
    ],
  ])('%s', (_, text, expected, value) => {
    const { root, places } = read(parseYaml, text)
    if (expected) expect(places).toEqual(expected)
    else expect(places).not.toEqual([])
    if (value) expect(plain(root)).toEqual(value)
  })

  it('points from the second key to the first', () => {
    const [finding] = read(parseYaml, 'a: 1\na: 2\n').checked.diagnostics
    expect(finding?.related?.[0]?.span.start).toMatchObject({ line: 1, column: 1 })
  })

  it('reads the documents around a broken one', () => {
    const { documents, places } = read(parseYaml, 'a: 1\n---\nb: ]\n---\nc: 3\n')
    expect(plain(documents[0]?.root)).toEqual({ a: 1 })
    expect(plain(documents.at(-1)?.root)).toEqual({ c: 3 })
    expect(places[0]).toBe('syntax/invalid-yaml@3:4')
  })

  test.each([
    ['brackets', `a: ${'['.repeat(100_000)}`],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(50_000)],
    ['indentation', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ])('leaves out what is nested too deep: %s', (_, text) => {
    const { places, root } = read(parseYaml, text)
    expect(
      places.some(
        (place) =>
          place.startsWith('syntax/too-deep@1:') || place.startsWith('syntax/too-deep@65:'),
      ),
    ).toBe(true)
    expect(flatten(root!).every(({ path }) => path.length <= 64)).toBe(true)
  })

  it('keeps the levels that are allowed and the text after the deep part', () => {
    const { root, places } = read(parseYaml, 'a: [[[1]]]\nb: 2\n', { maxDepth: 3 })
    expect(places).toEqual(['syntax/too-deep@1:6'])
    expect(plain(root)).toEqual({ a: [[]], b: 2 })
  })

  it('refuses a text that would take minutes', () => {
    const { places, documents } = read(parseYaml, 'a: 1\n'.repeat(MAX_YAML_LENGTH / 5 + 1))
    expect({ places, documents }).toEqual({ places: ['syntax/too-large@1:1'], documents: [] })
  })

  it('writes a rule out twenty times and counts the rest', () => {
    const { checked } = read(parseYaml, `a: 0\n${'a: 1\n'.repeat(30)}`)
    expect(checked.diagnostics).toHaveLength(21)
    expect(checked.diagnostics.at(-1)).toMatchObject({
      data: { more: 10 },
      span: { start: { line: 22 } },
    })
  })
})

describe('places', () => {
  it('are exact for keys and values, also behind CRLF and a byte order mark', () => {
    for (const text of [SAMPLE, `\uFEFF${SAMPLE}`, SAMPLE.replaceAll('\n', '\r\n')]) {
      const { documents } = read(parseYaml, text)
      expect(valueAt(documents[0]?.root, 'base', 'timeout')?.span).toMatchObject({
        pointer: '/base/timeout',
        start: { line: 3, column: 12 },
      })
    }
    const simple = 'a: b\nlist:\n  - x\n  - {k: v}\n'
    const { checked } = read(parseYaml, simple)
    expectExactSpans(checked.value!, simple)
  })

  it('end a map with its last value', () => {
    const { root } = read(parseYaml, 'a:\n  b: 1\n\n# note\nc: 2\n')
    expect(valueAt(root, 'a')?.span).toMatchObject({ end: { line: 2, column: 7 } })
  })
})

test('any text gives a tree and findings, never an exception', () => {
  const text = brokenText(SAMPLE, '[]{}:,-?&*!|>\'"%@`#~<. \n\tab1')
  fc.assert(
    fc.property(text, (broken) => expectSound(parseYaml, broken)),
    { numRuns: 500 },
  )
})
