import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import {
  checkSecurity,
  checkSize,
  FILE_LIMITS,
  FLAT_LIMITS,
  type SecurityLimits,
} from '../../src/policy/security.js'
import { parseJson } from '../../src/syntax/json.js'

/** `rule@line:col` of every finding for a JSON text. */
function found(text: string, limits: SecurityLimits): string[] {
  const source = sourceText('c.json', text)
  const root = parseJson(source).value!.documents[0]!.root
  return checkSecurity(root, source, limits).map(
    ({ ruleId, severity, span }) =>
      `${severity} ${ruleId}@${span?.start.line}:${span?.start.column} ${span?.pointer}`,
  )
}
const ofValue = (value: string, limits = FLAT_LIMITS) =>
  found(JSON.stringify({ a: value }), limits).map((line) => line.split(' ')[1])
const refused = ['security/refused-content@1:6']

describe('refused content', () => {
  it.each([
    '<script>x',
    '</SCRIPT>',
    'JavaScript:alert',
    'vbscript:x',
    'data:text/html',
    'x onload=1',
    'onClick = x',
    '../etc/passwd',
    'a\\x41b',
    'a\\u0041b',
    '<% x %>',
    'a ${HOME} b',
    'eval(1)',
    'EXEC (1)',
    'import os',
    'require("fs")',
    '__class__',
    'x.__init_subclass__()',
    '__import__',
  ])('%j is refused in both forms', (value) => {
    expect(ofValue(value)).toEqual(refused)
    expect(ofValue(value, FILE_LIMITS)).toEqual(refused)
  })

  it.each([
    'metadata: yes',
    'retrieval(x)',
    'important',
    'key_points',
    'a..b',
    'option=1',
    'two__words',
    'order__v2__eu',
    'java.net.SocketTimeoutException',
    'com.acme.Outer$Inner',
    'x-envoy-retriable-status-codes',
    'Größe 📊',
  ])('%j passes in both forms', (value) => {
    expect(ofValue(value)).toEqual([])
    expect(ofValue(value, FILE_LIMITS)).toEqual([])
  })

  it('a class name with a dunder part is legal in files only', () => {
    expect(ofValue('com.acme.__gen__.TimeoutError')).toEqual(refused)
    expect(ofValue('com.acme.__gen__.TimeoutError', FILE_LIMITS)).toEqual([])
  })

  it('an escape that the parser resolves is refused in the flat form only', () => {
    const text = '{"a": "\\u0071a"}'
    expect(found(text, FLAT_LIMITS)).toEqual(['error security/refused-content@1:7 /a'])
    expect(found(text, FILE_LIMITS)).toEqual([])
  })

  it('keys are looked at like values, each at its own place', () => {
    expect(found('{\n "a": 1,\n "eval(x)": {"b": "../x"}\n}', FLAT_LIMITS)).toEqual([
      'error security/refused-content@3:2 /eval(x)',
      'error security/refused-content@3:19 /eval(x)/b',
    ])
  })
})

describe('characters', () => {
  it.each([
    ['\u0007', 'control-character'],
    ['a\nb', 'control-character'],
    ['zero\u200bwidth', 'control-character'],
    ['\ue000', 'control-character'],
    ['\ud800', 'control-character'],
    ['\u{1f600}', 'code-point'],
    ['\u{1f500}', 'code-point'],
    ['aaaaaaaaaaa', 'repeated-character'],
  ])('%j', (value, rule) => {
    const source = sourceText('c', 'text')
    const span = source.span(0, 4, '/a')
    const node = { kind: 'scalar', value, text: value, quoted: true, span } as const
    expect(checkSecurity(node, source, FLAT_LIMITS).map((d) => d.ruleId)).toEqual([
      `security/${rule}`,
    ])
  })

  it('the last allowed code point and a run of ten pass', () => {
    expect(ofValue('\u{1f4ff}')).toEqual([])
    expect(ofValue('a'.repeat(10))).toEqual([])
  })

  it('a run of eleven is a warning', () => {
    expect(found(`["${'-'.repeat(11)}"]`, FLAT_LIMITS)).toEqual([
      'warning security/repeated-character@1:2 /0',
    ])
  })

  it('line breaks and tabs pass in files', () => {
    const source = sourceText('c', 'text')
    const span = source.span(0, 4)
    const node = (value: string) =>
      ({ kind: 'scalar', value, text: value, quoted: true, span }) as const
    expect(checkSecurity(node('a\r\n\tb'), source, FILE_LIMITS)).toEqual([])
    expect(checkSecurity(node('a\u0000b'), source, FILE_LIMITS)).toHaveLength(1)
  })
})

describe('sizes', () => {
  const list = (n: number) => JSON.stringify(Array.from({ length: n }, (_, i) => i))
  const map = (n: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i])))
  const nested = (n: number) => '['.repeat(n) + ']'.repeat(n)
  const text = (n: number) => JSON.stringify(['ab'.repeat(n).slice(0, n)])

  it.each([
    ['string', text, 200, 200, 'error security/long-string@1:2 /0'],
    ['list', list, 20, 200, 'error security/long-list@1:1 '],
    ['map', map, 50, 500, 'error security/many-properties@1:1 '],
  ])('a %s may be that long and no longer', (_, make, flat, file, rule) => {
    expect(found(make(flat), FLAT_LIMITS)).toEqual([])
    expect(found(make(flat + 1), FLAT_LIMITS)).toEqual([rule])
    expect(found(make(file), FILE_LIMITS)).toEqual([])
    expect(found(make(file + 1), FILE_LIMITS)).toEqual([rule])
  })

  it('nesting ends at ten levels', () => {
    expect(found(nested(10), FLAT_LIMITS)).toEqual([])
    expect(found(nested(11), FLAT_LIMITS)).toEqual([
      `error security/too-deep@1:11 ${'/0'.repeat(10)}`,
    ])
  })

  it('the size counts bytes, not characters', () => {
    const size = (length: number) => checkSize(sourceText('c', 'é'.repeat(length)), FLAT_LIMITS)
    expect(size(2048)).toBeUndefined()
    expect(size(2049)).toMatchObject({
      ruleId: 'security/too-large',
      data: { bytes: 4098, limit: 4096 },
    })
    expect(checkSize(sourceText('c', '€😀\ud800'), { ...FLAT_LIMITS, bytes: 9 })?.data).toEqual({
      bytes: 10,
      limit: 9,
    })
  })

  it('a flood of findings is counted, not written out', () => {
    const findings = found(JSON.stringify(Array(150).fill('eval(')), FILE_LIMITS)
    expect(findings).toHaveLength(21)
  })

  it('hostile text takes no time', () => {
    const long = 'on'.repeat(100_000)
    expect(ofValue(long, { ...FLAT_LIMITS, stringLength: 1e6 })).toEqual([])
    expect(ofValue(`__${'a_'.repeat(100_000)}!`, { ...FLAT_LIMITS, stringLength: 1e6 })).toEqual([])
  })
})
