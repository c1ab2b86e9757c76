/**
 * A migration that shows everything a report can show, made without any format: what is tested with
 * it must not change when a reader learns a new word.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SourceText, sourceText } from '../../src/diagnostics/source.js'
import type { Fate, Setting, Target } from '../../src/formats/format.js'
import { type MigrateOptions, type Migration, migrate } from '../../src/migrate/migrate.js'
import type { ReadSource } from '../../src/migrate/read-source.js'
import type { MigrationItem, MigrationView } from '../../src/report/report.js'
import { reason } from './claims.js'

export const REPORTS = join(import.meta.dirname, '../../fixtures/reports')

const TEXT = readFileSync(join(REPORTS, 'text/legacy.yml'), 'utf8')

/** The sample file under a name of its own. */
export function sampleSource(file = 'legacy.yml'): SourceText {
  return sourceText(file, TEXT)
}

export function sampleRead(source: SourceText): ReadSource {
  return {
    file: source.file,
    formats: [
      {
        id: 'custom',
        title: 'hand-made YAML',
        reason: 'keys such as `retries` and `cooldown`',
        span: source.span(TEXT.indexOf('retries'), TEXT.indexOf('retries') + 7),
      },
    ],
    imports: [
      {
        format: 'custom',
        settings: settingsOf(source),
        implied: [
          {
            target: { scope: { operation: 'payments' }, path: 'retry.jitter.kind', value: 'none' },
            kind: 'default',
            why: 'the old client never jittered',
          },
          {
            target: { scope: { operation: 'search' }, path: 'circuitBreaker', value: false },
            kind: 'absent',
            why: 'search had no breaker',
          },
        ],
        diagnostics: [],
      },
    ],
    otherKeys: 1,
    isPolicy: false,
    diagnostics: [
      {
        ruleId: 'custom/odd-indentation',
        severity: 'warning',
        message: 'The key tabs is indented with tabs.',
        help: 'Indent with spaces.',
        span: spanOf(source, 'yes'),
        related: [{ message: 'Its neighbour.', span: spanOf(source, '2500') }],
      },
    ],
  }
}

function spanOf(source: SourceText, text: string, from = 0) {
  const start = TEXT.indexOf(text, from)
  return source.span(start, start + text.length)
}

const MILLIS = reason('custom/unit-by-size', 0.05)

function settingsOf(source: SourceText): Setting[] {
  const payments = { operation: 'payments' }
  const search = { operation: 'search' }
  const at = (key: string, text: string, fate: Fate, targets: readonly Target[] = []): Setting => {
    const from = TEXT.indexOf(`${key.split('.').at(-1)}: `, TEXT.indexOf(key.split('.').at(-2)!))
    const span = spanOf(source, text, from)
    return { key, text, span, fate, targets, reasons: [] }
  }
  const target = (scope: Target['scope'], path: string, value: unknown): Target => {
    return { scope, path, value }
  }
  const more = reason('custom/first-call-counts', 0)
  return [
    {
      ...at('http.client.payments.retries', '4', 'exact', [
        target(payments, 'retry.maxAttempts', 5),
      ]),
      reasons: [{ ...more, text: 'retries come after the first call' }],
    },
    at('http.client.payments.backoff', 'exponential', 'exact', [
      target(payments, 'retry.backoff.kind', 'exponential'),
    ]),
    {
      ...at('http.client.payments.pauseMillis', '250', 'approximate', [
        target(payments, 'retry.backoff.kind', 'exponential'),
        target(payments, 'retry.backoff.initial', 250),
        target(payments, 'retry.backoff.multiplier', 2),
      ]),
      reasons: [{ ...MILLIS, text: 'no key says how fast the waits grow; they were doubled' }],
    },
    at('http.client.payments.ratio', '0.5', 'exact', [
      target(payments, 'circuitBreaker.mode', 'count-window'),
      target(payments, 'circuitBreaker.failureRate', 0.5),
    ]),
    at('http.client.payments.windowCalls', '20', 'exact', [
      target(payments, 'circuitBreaker.window.calls', 20),
    ]),
    {
      ...at('http.client.payments.cooldown', '60', 'decision'),
      decision: {
        key: 'payments.cooldown',
        question: 'In which unit is cooldown=60?',
        options: [
          { value: 'seconds', label: '60 seconds', targets: [] },
          { value: 'milliseconds', label: '60 milliseconds', targets: [] },
        ],
      },
    },
    at('http.client.payments.legacyPool', '12', 'unknown'),
    {
      ...at('http.client.payments.statsInterval', '10', 'ignored'),
      reasons: [reason('custom/measuring', 0)],
    },
    {
      ...at('http.client.payments.statsName', 'payments-stats', 'ignored'),
      reasons: [reason('custom/measuring', 0)],
    },
    {
      ...at('http.client.search.retries', '4', 'decision', []),
      decision: {
        key: 'search.retries',
        question: 'Does the first call count among the 4?',
        options: [
          { value: 'yes', label: '4 calls', targets: [target(search, 'retry.maxAttempts', 4)] },
          { value: 'no', label: '5 calls', targets: [target(search, 'retry.maxAttempts', 5)] },
        ],
        suggested: 'yes',
      },
    },
    {
      ...at('http.client.search.deadline', '2500', 'approximate', [
        target(search, 'timeout.total', 2500),
      ]),
      reasons: [
        { ...MILLIS, text: 'no key says how fast the waits grow; they were doubled' },
        { ...reason('custom/whole-call', 0.1), text: 'taken as the limit of the whole call' },
      ],
    },
  ]
}

export function sampleMigration(options: MigrateOptions = {}): Migration {
  return migrate([sampleRead(sampleSource())], options)
}

export function itemOf(migration: Migration, more: Partial<MigrationItem> = {}): MigrationItem {
  const output = migration.text === undefined ? {} : { output: migration.text }
  return {
    migration,
    target: 'resil.yaml',
    writerFindings: [],
    done: 'nothing',
    ...output,
    ...more,
  }
}

export function viewOf(
  items: readonly MigrationItem[],
  more: Partial<MigrationView> = {},
): MigrationView {
  return {
    items,
    skipped: [],
    quiet: false,
    nextCommand: 'migrate legacy.yml --write',
    sources: new Map([['legacy.yml', sampleSource()]]),
    ...more,
  }
}
