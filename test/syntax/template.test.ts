import { describe, expect, it, test } from 'vitest'
import { valueAt } from '../../src/syntax/node.js'
import { parseYaml } from '../../src/syntax/yaml.js'
import { plain, read } from './reading.js'

const T = (place: string) => `syntax/template@${place}`

describe('templates in YAML', () => {
  test.each([
    ['a line of its own', '{{- if .x }}\na: 1\n{{- end }}\n', [T('1:1'), T('3:1')], { a: 1 }],
    ['a value', 'a: {{ .x }}\nb: 2\n', [T('1:4')], { a: '{{ .x }}', b: 2 }],
    ['part of a value', 'a: x-{{ .x }}-y # c\n', [T('1:6')], { a: 'x-{{ .x }}-y' }],
    ['a key', '{{ .x }}: 1\n', [T('1:1')], { '{{ .x }}': 1 }],
    ['an item', '- {{ .x }}\n- 2\n', [T('1:3')], ['{{ .x }}', 2]],
    ['a comment over lines', '{{- /* a\nb: c */ -}}\nd: 1\n', [T('1:1')], { d: 1 }],
    [
      'Jinja',
      '{% if x %}\na: {{ x }}\n{% endif %}\n',
      [T('1:1'), T('2:4'), T('3:1')],
      { a: '{{ x }}' },
    ],
    ['never closed', 'a: {{ .x\nb: 2\n', [T('1:4')], { a: '{{ .x', b: 2 }],
    [
      'closed after another opens',
      'a: {{ .x\nb: {{ .y }}\n',
      [T('1:4'), T('2:4')],
      { a: '{{ .x', b: '{{ .y }}' },
    ],
    ['inside quotes', 'a: "{{ .x }}"\n', [], { a: '{{ .x }}' }],
    ['inside a comment', 'a: 1 # {{ .x }}\n', [], { a: 1 }],
    [
      'inside a block scalar',
      'a: |\n  {{ .x }}\nb: {{ .y }}\n',
      [T('3:4')],
      { a: '{{ .x }}\n', b: '{{ .y }}' },
    ],
    ['inside a block scalar with CRLF', '- a: >-\r\n    {{ .x }}\r\n', [], [{ a: '{{ .x }}' }]],
  ])('%s', (_, text, places, value) => {
    const parsed = read(parseYaml, text)
    expect(parsed.places).toEqual(places)
    expect(plain(parsed.root)).toEqual(value)
  })

  it('keeps what follows in place and marks the value as text', () => {
    const { root } = read(parseYaml, 'a: {{ .x }}\nb: 12\n')
    expect(valueAt(root, 'a')).toMatchObject({ text: '{{ .x }}', quoted: true })
    expect(valueAt(root, 'b')?.span.start).toMatchObject({ line: 2, column: 4, offset: 15 })
  })

  it('takes two equal keys for branches that exclude each other', () => {
    const { checked } = read(parseYaml, '{{ if .x }}\na: 1\n{{ else }}\na: 2\n{{ end }}\n')
    const duplicate = checked.diagnostics.find((d) => d.ruleId === 'syntax/duplicate-key')
    expect(duplicate?.severity).toBe('warning')
  })

  it('reads build placeholders as text', () => {
    const { root, places } = read(parseYaml, 'a: @project.version@\nb: [@x@, 1]\nc: me@x.org\n')
    expect(places).toEqual(['syntax/placeholder@1:4', 'syntax/placeholder@2:5'])
    expect(plain(root)).toEqual({ a: '@project.version@', b: ['@x@', 1], c: 'me@x.org' })
  })

  it('tells at most twenty places and counts the rest', () => {
    const { checked } = read(
      parseYaml,
      'k: {{ x }}\n'.replace('k', 'a') +
        Array.from({ length: 29 }, (_, i) => `b${i}: {{ x }}\n`).join(''),
    )
    expect(checked.diagnostics).toHaveLength(21)
    expect(checked.diagnostics.at(-1)?.data).toEqual({ more: 10 })
  })
})
