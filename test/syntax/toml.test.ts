import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { valueAt } from '../../src/syntax/node.js'
import { MAX_TOML_LENGTH, parseToml } from '../../src/syntax/toml.js'
import { brokenText, expectExactSpans, expectSound, plain, read } from './reading.js'

const SAMPLE = `title = "x" # note
retry.max = 3
when = 2024-01-31T10:00:00Z

[server]
ports = [1, 2]
limits = { rate = 0.5, on = true }

[server.tls]
key = 'raw\\n'

[[route]]
id = 1
[[route]]
id = 2
[route.sub]
x = 0x10
`

describe('values', () => {
  it('puts tables, dotted keys and arrays of tables together', () => {
    const { root, places } = read(parseToml, SAMPLE)
    expect(places).toEqual([])
    expect(plain(root)).toEqual({
      title: 'x',
      retry: { max: 3 },
      when: '2024-01-31T10:00:00Z',
      server: { ports: [1, 2], limits: { rate: 0.5, on: true }, tls: { key: 'raw\\n' } },
      route: [{ id: 1 }, { id: 2, sub: { x: 16 } }],
    })
  })

  it('keeps numbers and dates as written, and marks strings', () => {
    const { root } = read(parseToml, SAMPLE)
    expect(valueAt(root, 'when')).toMatchObject({ text: '2024-01-31T10:00:00Z', quoted: false })
    expect(valueAt(root, 'title')).toMatchObject({ text: 'x', quoted: true })
  })

  it('takes text without an entry for no value', () => {
    expect(read(parseToml, '# x\n')).toMatchObject({ places: [], root: undefined })
  })

  it('gives pointers and exact places', () => {
    const { root, checked } = read(parseToml, SAMPLE.replaceAll('\n', '\r\n'))
    expectExactSpans(checked.value!, SAMPLE.replaceAll('\n', '\r\n'))
    expect(valueAt(root, 'server', 'tls', 'key')?.span).toMatchObject({
      pointer: '/server/tls/key',
      start: { line: 10, column: 7 },
    })
    const second = valueAt(root, 'route')
    expect(second?.kind === 'seq' && second.items[1]?.span).toMatchObject({
      pointer: '/route/1',
      start: { line: 14, column: 1 },
      end: { line: 17 },
    })
  })
})

describe('findings', () => {
  test.each([
    ['no value', 'a = 1\nb =\n', ['syntax/invalid-toml@2:4'], { a: 1 }],
    ['an open string', 'a = 1\nb = "x\n', ['syntax/invalid-toml@2:7'], { a: 1 }],
    ['no equals sign', 'a = 1\nb c\n', ['syntax/invalid-toml@2:3'], { a: 1 }],
    ['an unquoted value', 'a = 1\nb = yes\n', ['syntax/invalid-toml@2:5'], { a: 1 }],
    ['a second equal key', 'a = 1\na = 2\n', ['syntax/duplicate-key@2:1'], { a: 1 }],
    [
      'a forbidden key',
      '[__proto__]\nx = 1\n[b]\ny = 2\n',
      ['syntax/forbidden-key@1:2'],
      { b: { y: 2 } },
    ],
    ['a deep value', 'a = [[[[[1]]]]]\nb = 2\n', ['syntax/too-deep@1:8'], { a: [[[]]], b: 2 }],
    ['a deep key', 'a.b.c.d.e = 1\nb = 2\n', ['syntax/too-deep@1:1'], { b: 2 }],
    [
      'a merge conflict',
      'a = 1\n<<<<<<< x\n=======\nb = 2\n>>>>>>> y\n',
      ['syntax/merge-conflict@2:1'],
      { a: 1, b: 2 },
    ],
  ])('%s', (_, text, expected, value) => {
    const { root, places } = read(parseToml, text, { maxDepth: 4 })
    expect(places).toEqual(expected)
    expect(plain(root)).toEqual(value)
  })

  it('refuses more than it can read in time', () => {
    expect(read(parseToml, '#'.repeat(MAX_TOML_LENGTH + 1)).places).toEqual([
      'syntax/too-large@1:1',
    ])
  })

  it('gives a finding for a string that the parser cannot hold', () => {
    expect(read(parseToml, `a = "${'x'.repeat(200_000)}"`).places).toEqual(['syntax/too-large@1:1'])
  })
})

test('any text gives a tree and findings, never an exception', () => {
  const text = brokenText(SAMPLE, '[]{}=.,"\'#-+_0e1T: \nax')
  fc.assert(
    fc.property(text, (broken) => expectSound(parseToml, broken)),
    { numRuns: 500 },
  )
})
