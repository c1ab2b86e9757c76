/**
 * The shared test of every rule: fixtures/rules/<rule> holds bad.yaml and good.yaml, the first with
 * the findings that the test names as `ruleId@line:col`, the second with none of that rule.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js'
import { sourceText } from '../../src/diagnostics/source.js'
import { parsePolicy } from '../../src/policy/document.js'
import type { ResolveInput } from '../../src/policy/resolve.js'
import { RULES } from '../../src/rules/index.js'
import type { Rule } from '../../src/rules/rule.js'
import { checkPolicy } from '../../src/rules/validate.js'

const FIXTURES = join(import.meta.dirname, '../../fixtures/rules')

export interface RuleCases {
  /** Findings of bad.yaml, in the order of their places. */
  readonly bad: readonly string[]
  /** The message of the first of them. */
  readonly message: string
  /** Further documents: the text below `version: 1`, and its findings. */
  readonly more?: Readonly<Record<string, readonly [text: string, findings: readonly string[]]>>
}

/** A policy document that must be valid, ready to be checked. */
export function policyInput(text: string, file = 'resil.yaml'): ResolveInput {
  const { value, diagnostics } = parsePolicy(sourceText(file, text))
  if (!value) throw new Error(diagnostics.map((d) => `${d.ruleId}: ${d.message}`).join('\n'))
  return value
}

export function places(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ ruleId, span }) =>
    span ? `${ruleId}@${span.start.line}:${span.start.column}` : ruleId,
  )
}

export function testRule(rule: Rule, { bad, message, more = {} }: RuleCases): void {
  const folder = join(FIXTURES, rule.id.replaceAll('/', '-'))
  const fixture = (name: string) =>
    checkPolicy(policyInput(readFileSync(join(folder, name), 'utf8'), name), [rule])

  describe(rule.id, () => {
    it('finds what is bad, at its place', () => {
      const findings = fixture('bad.yaml')
      expect(places(findings)).toEqual(bad)
      expect(findings[0]?.message).toBe(message)
      for (const { severity, help } of findings) {
        expect(severity).toBe('warning')
        expect(help).toMatch(/^[A-Z].*\.$/)
      }
    })

    it('lets pass what is good', () => expect(places(fixture('good.yaml'))).toEqual([]))

    it('is in the list, with title and docs', () => {
      expect(RULES).toContain(rule)
      expect(rule.docs).toMatch(/\.$/)
      expect(rule.title).not.toMatch(/\.$/)
    })

    it.each(Object.entries(more))('%s', (_, [text, findings]) => {
      expect(places(checkPolicy(policyInput(`version: 1\n${text}`), [rule]))).toEqual(findings)
    })
  })
}
