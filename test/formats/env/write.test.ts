import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FlatKind, writeFlat } from '../../../src/formats/env/index.js'
import type { PolicyDocument } from '../../../src/policy/schema.js'
import { read, values } from './support.js'

const FILES: Readonly<Record<FlatKind, string>> = {
  env: 'policy.env',
  bash: 'policy.env',
  docker: 'compose.yaml',
  k8s: 'config-map.yaml',
}

const everything: PolicyDocument = {
  version: 1,
  preset: 'production',
  defaults: {
    strategy: 'balanced',
    retry: {
      maxAttempts: 4,
      maxElapsed: '90s',
      backoff: { kind: 'exponential', initial: '1500ms', multiplier: 2, min: '2s', max: '12s' },
      jitter: { kind: 'additive', max: '250ms' },
    },
    circuitBreaker: { mode: 'consecutive', threshold: 7, openDuration: '45s' },
  },
  operations: { qa: { strategy: 'critical' } },
}

describe('the flat form', () => {
  it('holds all eleven fields, in the order of the table', () => {
    const { text, diagnostics } = writeFlat(everything, 'env')
    expect(diagnostics).toEqual([])
    expect(text).toBe(
      'RESILIENCE_PRESET=production\n' +
        `RESILIENCE_CUSTOM_CONFIG='{"retry_attempts":4,"circuit_breaker_threshold":7,` +
        `"recovery_timeout":45,"default_strategy":"balanced",` +
        `"operation_overrides":{"qa":"critical"},` +
        `"exponential_multiplier":1.5,"exponential_min":2,"exponential_max":12,` +
        `"jitter_enabled":true,"jitter_max":0.25,"max_delay_seconds":90}'\n`,
    )
  })

  it('of a bare document is the preset alone', () => {
    expect(writeFlat({ version: 1 }, 'bash').text).toBe('export RESILIENCE_PRESET=simple\n')
    expect(writeFlat({ version: 1, preset: 'development' }, 'docker').text).toBe(
      'services:\n  app:\n    environment:\n      RESILIENCE_PRESET: development\n',
    )
    expect(writeFlat({ version: 1 }, 'k8s').text).toBe(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: resilience\ndata:\n' +
        '  RESILIENCE_PRESET: simple\n',
    )
  })

  it('writes a retry that is off as one attempt', () => {
    const { text, diagnostics } = writeFlat({ version: 1, defaults: { retry: false } }, 'env')
    expect(text).toContain('{"retry_attempts":1}')
    expect(diagnostics).toEqual([])
  })

  it('names every setting that it cannot hold, once', () => {
    const document: PolicyDocument = {
      version: 1,
      preset: 'mine',
      presets: { mine: { extends: 'production' } },
      defaults: {
        timeout: { attempt: '2s' },
        retry: {
          maxAttempts: 11,
          maxElapsed: 'none',
          backoff: { multiplier: 3 },
          jitter: { kind: 'full' },
        },
        circuitBreaker: { threshold: 3, openDuration: '2500ms', window: { duration: '30s' } },
        bulkhead: { maxConcurrent: 10 },
        rateLimit: false,
      },
      operations: {
        qa: { strategy: 'critical', retry: { maxAttempts: 2 }, circuitBreaker: false },
      },
      environments: { staging: { preset: 'simple' } },
    }
    const { text, diagnostics } = writeFlat(document, 'env')
    expect(text).toContain('RESILIENCE_PRESET=production\n')
    expect(text).toContain(
      '{"circuit_breaker_threshold":3,"operation_overrides":{"qa":"critical"}}',
    )
    expect(new Set(diagnostics.map((d) => d.ruleId))).toEqual(new Set(['env/cannot-hold']))
    expect(diagnostics.map((d) => d.data)).toEqual([
      { path: 'preset', value: 'mine' },
      { path: 'timeout.attempt', value: '2s' },
      { path: 'retry.maxAttempts', value: 11 },
      { path: 'retry.backoff.multiplier', value: 3 },
      { path: 'retry.jitter.kind', value: 'full' },
      { path: 'retry.maxElapsed', value: 'none' },
      { path: 'circuitBreaker.window.duration', value: '30s' },
      { path: 'circuitBreaker.openDuration', value: '2500ms' },
      { path: 'bulkhead.maxConcurrent', value: 10 },
      { path: 'circuitBreaker', operation: 'qa', value: false },
      { path: 'retry.maxAttempts', operation: 'qa', value: 2 },
      { path: 'presets.mine' },
      { path: 'environments.staging' },
    ])
  })

  it('leaves out a shortest wait that is not below the longest', () => {
    const backoff = { min: '8s', max: '6s' }
    const { text, diagnostics } = writeFlat({ version: 1, defaults: { retry: { backoff } } }, 'env')
    expect(text).toContain('{"exponential_max":6}')
    expect(diagnostics.map((d) => d.data)).toEqual([{ path: 'retry.backoff.min', value: '8s' }])
  })

  it('holds ten operations and no more', () => {
    const names = Array.from({ length: 12 }, (_, i) => `op${i}`)
    const operations = Object.fromEntries(names.map((n) => [n, { strategy: 'critical' as const }]))
    const { diagnostics } = writeFlat({ version: 1, operations }, 'env')
    expect(diagnostics.map((d) => d.data?.operation)).toEqual(['op10', 'op11'])
  })
})

describe('written, then read', () => {
  const strategy = fc.constantFrom('aggressive', 'balanced', 'conservative', 'critical')
  const ms = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}ms`)
  const s = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}s`)
  const name = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 12 })
    .filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text))
    .filter((text) => !text.includes('{{'))
  const documents: fc.Arbitrary<PolicyDocument> = fc.record(
    {
      version: fc.constant(1 as const),
      preset: fc.constantFrom('simple', 'development', 'production'),
      defaults: fc.record(
        {
          strategy,
          retry: fc.record(
            {
              maxAttempts: fc.integer({ min: 1, max: 10 }),
              maxElapsed: s(5, 600),
              backoff: fc.record(
                { initial: ms(100, 5000), min: ms(500, 4999), max: ms(5000, 120_000) },
                { requiredKeys: [] },
              ),
              jitter: fc.record(
                { kind: fc.constant('additive' as const), max: ms(100, 10_000) },
                { requiredKeys: [] },
              ),
            },
            { requiredKeys: [] },
          ),
          circuitBreaker: fc.record(
            { threshold: fc.integer({ min: 1, max: 20 }), openDuration: s(10, 300) },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: [] },
      ),
      operations: fc.dictionary(name, fc.record({ strategy }), { maxKeys: 5 }),
    },
    { requiredKeys: ['version', 'preset'] },
  )

  it.each(['env', 'docker', 'k8s', 'bash'] as const)('%s gives the same values back', (kind) => {
    fc.assert(
      fc.property(documents, (document) => {
        const { text, diagnostics } = writeFlat(document, kind)
        expect(diagnostics).toEqual([])
        const imported = read(text, FILES[kind])
        expect(imported.diagnostics).toEqual([])
        expect(imported.settings.filter((setting) => setting.fate !== 'exact')).toEqual([])
        const found = values(imported)
        const stated = Object.entries(expected(document))
        for (const [key, value] of stated) expect([key, found[key]]).toEqual([key, value])
        const companions = Object.keys(found).filter((key) => !(key in expected(document)))
        for (const key of companions) {
          expect(key).toMatch(
            /^\*: (retry\.(backoff\.(kind|multiplier)|jitter\.kind)|circuitBreaker\.mode)$/,
          )
        }
      }),
    )
  })

  function expected({ preset, defaults, operations }: PolicyDocument): Record<string, unknown> {
    const time = (text: string | undefined) =>
      text === undefined ? undefined : Number.parseInt(text, 10) * (text.endsWith('ms') ? 1 : 1000)
    const retry = defaults?.retry || undefined
    const breaker = defaults?.circuitBreaker || undefined
    const all = {
      '*: preset': preset,
      '*: strategy': defaults?.strategy,
      '*: retry.maxAttempts': retry?.maxAttempts,
      '*: retry.maxElapsed': time(retry?.maxElapsed),
      '*: retry.backoff.initial': time(retry?.backoff?.initial),
      '*: retry.backoff.min': time(retry?.backoff?.min),
      '*: retry.backoff.max': time(retry?.backoff?.max),
      '*: retry.jitter.kind': retry?.jitter?.kind,
      '*: retry.jitter.max': time(retry?.jitter?.max),
      '*: circuitBreaker.threshold': breaker?.threshold,
      '*: circuitBreaker.openDuration': time(breaker?.openDuration),
      ...Object.fromEntries(
        Object.entries(operations ?? {}).map(([op, one]) => [`${op}: strategy`, one.strategy]),
      ),
    }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  }
})
