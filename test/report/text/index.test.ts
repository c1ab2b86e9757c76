import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.js'
import { sourceText } from '../../../src/diagnostics/source.js'
import { migrate } from '../../../src/migrate/migrate.js'
import { detectEnvironment, recommendPreset } from '../../../src/policy/environment.js'
import { explainOperation } from '../../../src/policy/explain.js'
import { PRESETS, STRATEGIES, TEMPLATES } from '../../../src/policy/presets.js'
import { resolveOperation } from '../../../src/policy/resolve.js'
import {
  auditText,
  detectionText,
  explanationText,
  findingsText,
  migrationText,
  presetsText,
  recommendationText,
  type Style,
  styleOf,
  templateText,
} from '../../../src/report/index.js'
import { columnsOf } from '../../../src/report/text/look.js'
import {
  itemOf,
  REPORTS,
  sampleMigration,
  sampleRead,
  sampleSource,
  viewOf,
} from '../../support/samples.js'

const TABLES = { presets: PRESETS, strategies: STRATEGIES, templates: TEMPLATES }

const document = {
  version: 1 as const,
  preset: 'production',
  defaults: { strategy: 'critical' as const },
  operations: { qa: { timeout: { attempt: '2s' }, retry: { maxAttempts: 3 } } },
}

const nothing = { formats: [], imports: [], otherKeys: 0, isPolicy: false, diagnostics: [] }

const AUDIT = [
  {
    at: '2026-03-01T12:00:00.123Z',
    who: 'ada',
    action: 'migrate',
    file: 'resil.yaml',
    sources: ['legacy.properties', 'config/application-production.yml'],
    before: null,
    after: 'a'.repeat(64),
  },
  {
    at: '2026-03-02T08:30:00.000Z',
    who: 'grace',
    action: 'undo',
    file: 'resil.yaml',
    sources: [],
    before: 'a'.repeat(64),
    after: 'b'.repeat(64),
  },
  { damaged: '{"at": \u001b[31m' },
]

const FRAMES = sourceText(
  'frames.yml',
  [
    '\tretries:\t3',
    'name: 服務 retries: many',
    `list: [${'item, '.repeat(40)}here]`,
    'short: value',
    'open: "',
    'ends here',
  ].join('\n'),
)

function finding(start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    ruleId: 'custom/sample',
    severity: 'error',
    message: 'This is wrong.',
    span: FRAMES.span(start, end),
    ...more,
  }
}

function spanText(text: string): readonly [number, number] {
  const start = FRAMES.text.indexOf(text)
  return [start, start + text.length]
}

const FINDINGS: Diagnostic[] = [
  finding(...spanText('3\n'.trim())),
  finding(...spanText('many'), { severity: 'warning', help: 'Write a number.' }),
  finding(...spanText('here]')),
  finding(FRAMES.text.indexOf('value') + 5, FRAMES.text.indexOf('value') + 5),
  finding(FRAMES.text.indexOf('"\n'), FRAMES.text.length, { severity: 'info' }),
  { ruleId: 'custom/no-place', severity: 'error', message: 'Nowhere in particular.' },
]

/** Everything that a command can print, by the name of its golden file. */
const CASES: Readonly<Record<string, (style: Style) => string>> = {
  migration: (style) => migrationText(viewOf([itemOf(sampleMigration())]), style),
  'migration-decided': (style) => {
    const decide = { 'payments.cooldown': 'seconds', 'search.retries': 'no' }
    const item = itemOf(sampleMigration({ decide, preset: 'production' }), { done: 'written' })
    return migrationText(viewOf([item]), style)
  },
  'migration-replaces': (style) => {
    const migration = sampleMigration()
    const existing = migration.text!.replace('preset: ', 'preset: simple # ').concat('# old\n')
    return migrationText(viewOf([itemOf(migration, { done: 'refused', existing })]), style)
  },
  'migration-unchanged': (style) => {
    const migration = sampleMigration()
    const item = itemOf(migration, { done: 'unchanged', existing: migration.text! })
    return migrationText(viewOf([item]), style)
  },
  'migration-merged': (style) => {
    const sources = ['config/legacy.yml', 'config/a-second-file.yml'].map(sampleSource)
    const migration = migrate(sources.map(sampleRead))
    const map = new Map(sources.map((source) => [source.file, source]))
    return migrationText(viewOf([itemOf(migration)], { sources: map }), style)
  },
  'migration-of-a-folder': (style) => {
    const policy = migrate([{ ...nothing, file: 'resil.yaml', isPolicy: true }])
    const empty = migrate([{ ...nothing, file: 'empty.yml' }])
    const failed = sampleMigration({ decide: { 'payments.cooldwn': 'seconds' } })
    const items = [itemOf(failed), itemOf(policy), itemOf(empty), itemOf(sampleMigration())]
    const skipped = [
      { file: 'other.yml', diagnostics: [] },
      { file: 'broken.yml', diagnostics: [finding(...spanText('many'))] },
    ]
    return migrationText(viewOf(items, { skipped }), style)
  },
  findings: (style) => findingsText(FINDINGS, new Map([['frames.yml', FRAMES]]), style),
  explanation: (style) => {
    const explanation = explainOperation(resolveOperation({ document }, 'qa'))
    return explanationText(explanation, [], style)
  },
  'explanation-of-defaults': (style) => {
    const explanation = explainOperation(resolveOperation({ document }, undefined))
    return explanationText(explanation, ['qa', 'sentiment'], style)
  },
  presets: (style) => presetsText(TABLES, style),
  template: (style) => templateText('low_latency', TEMPLATES.low_latency!, style),
  recommendation: (style) => recommendationText(recommendPreset('staging'), style),
  detection: (style) => {
    const variables = { NODE_ENV: 'production', ENVIRONMENT: 'qa2', HOST: 'x' }
    const files = { env: true, git: true, dockerComposeDev: false }
    return detectionText(detectEnvironment({ variables, files, hostname: 'web-1' }), style)
  },
  audit: (style) => auditText(AUDIT, style),
}

const look = (width: number) => styleOf({ width, color: false, unicode: true })

describe.each(Object.entries(CASES))('%s', (name, render) => {
  it.each([80, 160])('at %i columns', async (width) => {
    await expect(render(look(width))).toMatchFileSnapshot(
      join(REPORTS, `text/${name}-${width}.txt`),
    )
  })

  it.each([40, 60, 80, 120, 160, 200])('is never wider than %i columns', (width) => {
    const wide = render(look(width))
      .split('\n')
      .filter((line) => columnsOf(line) > width && !isUnbreakable(line))
    expect(wide).toEqual([])
  })

  it('leaves no space at the end of a line, and ends with one line end', () => {
    const text = render(look(80))
    expect(text).not.toMatch(/ \n/)
    expect(text).toMatch(/[^\n]\n$/)
  })

  it('holds the same words with colour, and no escape without', () => {
    const plain = render(look(80))
    const colored = render(styleOf({ width: 80, color: true, unicode: true }))
    expect(plain).not.toContain('\u001b')
    expect(colored).toContain('\u001b[')
    // biome-ignore lint/complexity/useRegexLiterals: an escape is easier to read in words
    expect(colored.replace(new RegExp('\\u001b\\[\\d+m', 'g'), '').replace(/ +$/gm, '')).toBe(plain)
  })
})

/** One word, a command to copy or JSON: broken, they would be of no use. */
function isUnbreakable(line: string): boolean {
  const text = line.trim().replace(/^[→└·-] /, '')
  return /^(next|undo) |^--decide |^["{}]/.test(text) || !text.includes(' ')
}

describe('migration', () => {
  it('gives no hints when nobody wants them', () => {
    const { nextCommand: _, ...rest } = viewOf([itemOf(sampleMigration())], { quiet: true })
    const text = migrationText({ ...rest, skipped: [{ file: 'a', diagnostics: [] }] }, look(80))
    expect(text).not.toContain('next')
    expect(text).not.toContain('no resilience')
  })

  it('has ASCII signs for terminals without others', () => {
    const style = styleOf({ width: 80, color: false, unicode: false })
    const text = migrationText(viewOf([itemOf(sampleMigration())]), style)
    expect(text).toMatch(/^[\x00-\x7f]*$/)
  })

  it('names what stands in several places once', () => {
    const text = migrationText(viewOf([itemOf(sampleMigration())]), look(80))
    expect(text.match(/they were doubled/g)).toHaveLength(2)
    expect(text).toContain('same as at 7:20 (-0.05)')
  })
})

describe('what a file holds', () => {
  const hostile = '\u001b]0;title\u0007\u001b[31mred\u009b2J\r\u202eevil\n'
  const style = look(80)

  it('reaches no terminal as a control character', () => {
    const source = sourceText(`a${hostile}.yml`, `key: ${hostile}`)
    const one = { ...finding(0, 0), message: hostile, help: hostile, span: source.span(5, 9) }
    const related = [{ message: hostile, span: source.span(0, 3) }]
    const texts = [
      findingsText([{ ...one, related }], new Map([[source.file, source]]), style),
      auditText([{ ...AUDIT[0]!, who: hostile, file: hostile } as never], style),
      auditText([{ damaged: hostile }], style),
      migrationText(viewOf([itemOf(hostileMigration(hostile))]), style),
    ]
    for (const text of texts) expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
  })
})

function hostileMigration(text: string) {
  const read = sampleRead(sampleSource(`legacy${text}`))
  const spoilt = read.imports.map((one) => ({
    ...one,
    settings: one.settings.map((setting) => ({
      ...setting,
      key: `${setting.key}${text}`,
      text,
      reasons: setting.reasons.map((reason) => ({ ...reason, text })),
      targets: setting.targets.map((target) => ({ ...target, scope: { operation: text } })),
      ...(setting.decision ? { decision: { ...setting.decision, key: text, question: text } } : {}),
    })),
  }))
  return migrate([{ ...read, imports: spoilt }])
}
