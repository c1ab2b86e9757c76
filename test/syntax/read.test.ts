import { describe, expect, it, test } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { decodeText, MAX_BYTES, parseText } from '../../src/syntax/read.js'
import { places } from './reading.js'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

describe('decodeText', () => {
  it('drops a UTF-8 byte order mark and lets empty text pass', () => {
    expect(decodeText('f', bytes([0xef, 0xbb, 0xbf], 'a: é'))).toMatchObject({
      value: { text: 'a: é' },
      diagnostics: [],
    })
    expect(decodeText('f', bytes('')).value?.text).toBe('')
    expect(decodeText('f', bytes(' \n')).diagnostics).toEqual([])
  })

  test.each([
    ['UTF-16 with a mark', bytes([0xff, 0xfe, 0x61, 0]), 'syntax/utf-16@1:1'],
    ['UTF-16, big end first', bytes([0xfe, 0xff, 0, 0x61]), 'syntax/utf-16@1:1'],
    ['UTF-16 without a mark', Buffer.from('a: 1\nb: 2\n', 'utf16le'), 'syntax/utf-16@1:1'],
    ['a NUL byte', bytes('a: 1\nb: x', [0], 'y and more text'), 'syntax/nul-byte@2:5'],
    ['Latin-1', bytes('a: 1\nb: caf', [0xe9], '\n'), 'syntax/not-utf-8@2:7'],
    ['a cut sequence', bytes('é', [0xc3]), 'syntax/not-utf-8@1:2'],
    ['an overlong form', bytes([0xc0, 0x80]), 'syntax/not-utf-8@1:1'],
    ['a surrogate', bytes('x', [0xed, 0xa0, 0x80]), 'syntax/not-utf-8@1:2'],
    ['past the last code point', bytes([0xf4, 0x90, 0x80, 0x80]), 'syntax/not-utf-8@1:1'],
    ['too many bytes', Buffer.alloc(MAX_BYTES + 1, 'a'), 'syntax/too-large@1:1'],
  ])('refuses %s', (_, input, place) => {
    const decoded = decodeText('f', input)
    expect(places(decoded)).toEqual([place])
    expect(decoded.value).toBeUndefined()
  })

  it('tells the byte offset', () => {
    expect(decodeText('f', bytes('é', [0xff])).diagnostics[0]?.data).toEqual({
      byteOffset: 2,
      byte: 0xff,
    })
  })

  it('reads every kind of valid sequence', () => {
    expect(decodeText('f', bytes('a é € 😀 \u{10ffff} \ud7ff')).diagnostics).toEqual([])
  })
})

describe('parseText', () => {
  test.each([
    ['a.json', 'json'],
    ['dir/a.JSONC', 'json'],
    ['a.yml', 'yaml'],
    ['C:\\x\\a.yaml', 'yaml'],
    ['a.toml', 'toml'],
    ['a.properties', 'properties'],
    ['.env', 'dotenv'],
    ['.env.local', 'dotenv'],
    ['.env.excerpt.example', 'dotenv'],
    ['x__.env.example', 'dotenv'],
    ['app.env', 'dotenv'],
    ['env.sample', 'dotenv'],
    ['application.yml.example', 'yaml'],
    ['environment.json', 'json'],
  ])('reads %s as %s', (file, syntax) => {
    expect(parseText(sourceText(file, '')).value?.syntax).toBe(syntax)
  })

  test.each([
    ['a JSON map', '{"a": 1}', 'json'],
    ['a JSON list', '// c\n[1, 2]', 'json'],
    ['a YAML flow map', '{a: 1}', 'yaml'],
    ['a table header', '# c\n[server]\nport = 1\n', 'toml'],
    ['a header further down', 'a = 1\n[[x.y]]\nb = 2\n', 'toml'],
    ['quoted values', 'name = "x"\n', 'toml'],
    ['upper-case names', 'FOO_BAR=1\nb=2\n', 'dotenv'],
    ['an export', 'export A=1\n', 'dotenv'],
    ['dotted names', 'a.b.c=1\n', 'properties'],
    ['dotted names behind comments', '! c\n#---\nresilience4j.x[0].y = true\n', 'properties'],
    ['other names', 'name=some text\n', 'properties'],
    ['keys with colons', 'a: 1\nb=2\n', 'yaml'],
    ['a list', '- a=b\n', 'yaml'],
    ['a template', '{{- if x }}\na: 1\n', 'yaml'],
    ['nothing', '\n', 'yaml'],
  ])('takes %s without a telling name for %s', (_, text, syntax) => {
    expect(parseText(sourceText('-', text)).value?.syntax).toBe(syntax)
    const upper = `\uFEFF${text.replaceAll('\n', '\r\n')}`
    expect(parseText(sourceText('app.conf', upper)).value?.syntax).toBe(syntax)
  })

  it('obeys an explicit syntax', () => {
    expect(parseText(sourceText('a.json', 'a=1'), { syntax: 'dotenv' }).value?.syntax).toBe(
      'dotenv',
    )
  })
})
