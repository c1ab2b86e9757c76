import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js'
import { sourceText } from '../../src/diagnostics/source.js'
import { looksLikePolicy, parsePolicy } from '../../src/policy/document.js'
import { parseText } from '../../src/syntax/read.js'

const read = (text: string, file = 'resil.yaml') => parsePolicy(sourceText(file, text))
const places = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map((d) => `${d.ruleId}@${d.span?.start.line}:${d.span?.start.column}`)

describe('a policy document', () => {
  it('is read from YAML, JSON and JSONC alike', () => {
    const yaml = read('version: 1\npreset: production\n')
    const json = read('{"version": 1, "preset": "production"}', 'resil.json')
    const jsonc = read('{"version": 1, // one\n"preset": "production",}', 'resil.jsonc')

    expect(yaml.value?.document).toEqual({ version: 1, preset: 'production' })
    expect(json.value?.document).toEqual(yaml.value?.document)
    expect(jsonc.value?.document).toEqual(yaml.value?.document)
  })

  it('knows the place of each value', () => {
    const { value } = read('version: 1\ndefaults:\n  retry:\n    maxAttempts: 4\n')

    expect(value?.spanAt('/defaults/retry/maxAttempts')?.start).toMatchObject({
      line: 4,
      column: 18,
    })
    expect(value?.spanAt('/defaults/timeout')).toBeUndefined()
  })
})

describe('findings', () => {
  const inDefaults = (lines: string) => `version: 1\ndefaults:\n${lines}`
  it.each([
    ['empty file', '', 'policy/empty@1:1'],
    ['only a comment', '# nothing\n', 'policy/empty@1:1'],
    ['a list', '- 1\n', 'policy/wrong-type@1:1'],
    ['no version', 'preset: simple\n', 'policy/missing-key@1:1'],
    ['two documents', 'version: 1\n---\nversion: 1\n', 'policy/several-documents@3:1'],
    ['unknown key', inDefaults('  retry:\n    maxAttemps: 3\n'), 'policy/unknown-key@4:5'],
    ['wrong type', inDefaults('  retry:\n    maxAttempts: "3"\n'), 'policy/wrong-type@4:18'],
    ['below the range', inDefaults('  retry: {maxAttempts: 0}\n'), 'policy/out-of-range@3:24'],
    ['no unit', inDefaults('  timeout: {attempt: 30}\n'), 'policy/wrong-type@3:22'],
    ['zero timeout', inDefaults('  timeout: {attempt: 0s}\n'), 'policy/invalid-value@3:22'],
    ['bad word', inDefaults('  strategy: critcal\n'), 'policy/invalid-value@3:13'],
    ['unknown preset', 'version: 1\npreset: prodution\n', 'policy/unknown-preset@2:9'],
    [
      'own preset with a built-in name',
      'version: 1\npresets:\n  simple: {}\n',
      'policy/preset-name-taken@3:11',
    ],
    [
      'preset that extends itself',
      'version: 1\npresets:\n  a: {extends: b}\n  b: {extends: a}\n',
      'policy/preset-circle@3:16',
    ],
    [
      'order that names a part twice',
      inDefaults(
        '  order: [fallback, fallback, retry, hedge, circuitBreaker, rateLimit, attemptTimeout, ' +
          'bulkhead]\n',
      ),
      'policy/invalid-value@3:10',
    ],
  ])('%s', (_, text, expected) => {
    const { value, diagnostics } = read(text)

    expect(places(diagnostics)).toContain(expected)
    expect(value).toBeUndefined()
  })

  it('come in the order of the text', () => {
    const text = 'version: 1\nretry: {}\noperations: {x: {retry: {bogus: 3}}}\n'

    expect(places(read(text).diagnostics)).toEqual([
      'policy/unknown-key@2:1',
      'policy/unknown-key@3:26',
    ])
  })

  it.each([
    ['the document', 'version: 1\nretry: {}\n', 'Write it under defaults.'],
    ['a preset', 'version: 1\npresets: {a: {hedge: {}}}\n', 'Write it under presets.a.defaults.'],
  ])('name the place of a policy that stands in %s itself', (_, text, help) => {
    expect(read(text).diagnostics).toMatchObject([{ help }])
  })

  it('know the keys of what is in a list', () => {
    const { diagnostics } = read('version: 1\nsimulate: [{ scenario: herd, sed: 1 }, 3, {x: 1}]\n')
    expect(diagnostics.map(({ help }) => help)).toContain('Did you mean seed?')
    expect(diagnostics.map(({ help }) => help).join('\n')).toMatch(/Use one of scenario, /)
  })

  it('suggest the key and the value that were meant', () => {
    const { diagnostics } = read(
      inDefaults('  strategy: critcal\n  circutBreaker: {}\n  retry: {backoff: {kind: fixd}}\n'),
    )

    expect(diagnostics.map((d) => d.help)).toEqual(
      expect.arrayContaining([
        'Did you mean critical?',
        'Did you mean circuitBreaker?',
        'Did you mean fixed?',
      ]),
    )
  })

  it('say how to write a number that lacks its unit', () => {
    const { diagnostics } = read(inDefaults('  timeout: {total: 30}\n'))

    expect(diagnostics[0]?.help).toBe('Write "30ms" or "30s", whichever is meant.')
  })

  it('are never given twice for one place', () => {
    const { diagnostics } = read(inDefaults('  timeout: {attempt: 3x}\n'))

    expect(places(diagnostics)).toEqual(['policy/invalid-value@3:22'])
  })

  it.each([
    ['duplicate keys', 'version: 1\nversion: 1\n', 'syntax/duplicate-key@2:1'],
    ['prototype keys', 'version: 1\n__proto__: {a: 1}\n', 'syntax/forbidden-key@2:1'],
    ['broken YAML', 'version: 1\n  preset: [\n', undefined],
    ['broken JSON', '{"version": 1,,}', undefined],
  ])('refuse %s without a value', (_, text, expected) => {
    const { value, diagnostics } = read(text, text.startsWith('{') ? 'a.json' : 'a.yaml')

    expect(value).toBeUndefined()
    expect(diagnostics.some((d) => d.severity === 'error' && d.span)).toBe(true)
    if (expected) expect(places(diagnostics)).toContain(expected)
  })
})

describe('telling policies from other files', () => {
  it.each([
    ['a policy', 'version: 1\npreset: simple\n', true],
    ['a bare version', 'version: 1\n', false],
    ['a compose file', 'version: "3"\nservices: {}\n', false],
    ['a policy with foreign keys', 'version: 1\npreset: simple\nspring: {}\n', false],
  ])('%s', (_, text, expected) => {
    const root = parseText(sourceText('a.yaml', text)).value?.documents[0]?.root

    expect(looksLikePolicy(root)).toBe(expected)
  })
})
