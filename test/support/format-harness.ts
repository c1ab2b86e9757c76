/**
 * The shared test of every format: each folder under fixtures/formats/<format> is a case with one
 * `input.*` file and an `expected.txt`, one line per setting, implied value and finding.
 * Beside the golden text it holds what is true of all readers: every leaf target exists in the
 * policy model, its value is one that the schema accepts, and no key is booked twice.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { confidenceOf, type Format, type Imported, type Target } from '../../src/formats/format.js'
import { LEAVES, policyOf, SWITCHES } from '../../src/policy/leaves.js'
import { policy } from '../../src/policy/schema.js'
import { decodeText, parseText } from '../../src/syntax/read.js'

export const FIXTURES = join(import.meta.dirname, '../../fixtures/formats')

export function parseFixture(path: string, shownAs: string) {
  const source = decodeText(shownAs, readFileSync(path)).value
  if (!source) throw new Error(`${path} cannot be read as text`)
  const parsed = parseText(source)
  if (!parsed.value) throw new Error(`${path} does not parse`)
  return { text: parsed.value, diagnostics: parsed.diagnostics }
}

/** Runs all cases of a format's fixture folder. */
export function testFormat(format: Format): void {
  describe(`${format.id} fixtures`, () => {
    const folder = join(FIXTURES, format.id)
    for (const name of readdirSync(folder).sort()) {
      it(name.replaceAll('-', ' '), async () => {
        const input = readdirSync(join(folder, name)).find((file) => /^\.?(input|env)\b/.test(file))
        if (!input) throw new Error(`fixtures/formats/${format.id}/${name} has no input.* file`)
        const { text } = parseFixture(join(folder, name, input), input)
        const imported = format.read(text)

        checkImported(imported)
        expect(format.detect(text), 'is detected').toBeDefined()
        await expect(describeImported(imported)).toMatchFileSnapshot(
          join(folder, name, 'expected.txt'),
        )
      })
    }
  })
}

/** What holds for every result of every reader. */
export function checkImported(imported: Imported): void {
  const booked = imported.settings.map((s) => `${s.span.start.offset} ${s.key}`)
  expect(new Set(booked).size, 'no key is booked twice').toBe(booked.length)
  for (const setting of imported.settings) {
    for (const target of setting.targets) checkTarget(target, setting.key)
    const decided = setting.decision?.options.flatMap((option) => option.targets) ?? []
    for (const target of decided) checkTarget(target, setting.key)
    if (setting.fate === 'approximate')
      expect(setting.reasons.length, setting.key).toBeGreaterThan(0)
    if (setting.fate === 'ignored') expect(setting.reasons.length, setting.key).toBeGreaterThan(0)
  }
  for (const { target, why } of imported.implied) checkTarget(target, why)
}

function checkTarget({ path, value }: Target, from: string): void {
  if (path === 'strategy' || path === 'preset') return
  if (SWITCHES.includes(path) && value === false) return
  expect(LEAVES.has(path), `${path} (from ${from}) is a leaf`).toBe(true)
  const parsed = policy.safeParse(policyOf(new Map([[path, value]])))
  expect(parsed.error?.issues ?? [], `${path} = ${JSON.stringify(value)} (from ${from})`).toEqual(
    [],
  )
}

/** One line per thing read, the form of `expected.txt`. */
export function describeImported(imported: Imported): string {
  const lines = imported.settings.map((s) => {
    const place = `${s.span.start.line}:${s.span.start.column}`
    const became = s.targets.map(describeTarget).join('; ') || '-'
    const reasons = s.reasons.map((r) => r.id).join(', ')
    const options = s.decision?.options.map((option) => option.value).join(' | ')
    const suggested = s.decision?.suggested ?? 'none suggested'
    const asks = s.decision ? ` ? ${s.decision.key}: ${options} (${suggested})` : ''
    const rest = reasons ? ` (${reasons})` : ''
    return `${place} ${s.fate} ${confidenceOf(s)} ${s.key} = ${s.text} => ${became}${asks}${rest}`
  })
  const implied = imported.implied.map((i) => `${i.kind} ${describeTarget(i.target)} (${i.why})`)
  const findings = imported.diagnostics.map(
    (d) => `${d.severity} ${d.ruleId}@${d.span?.start.line ?? 0}:${d.span?.start.column ?? 0}`,
  )
  return `${[...lines, ...implied, ...findings].join('\n')}\n`
}

function describeTarget({ scope, path, value }: Target): string {
  const environment = scope.environment ? `[${scope.environment}] ` : ''
  const operation = scope.operation ?? '*'
  return `${environment}${operation}: ${path} = ${JSON.stringify(value)}`
}
