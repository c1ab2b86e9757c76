/** What holds for every fixture of every format, through the whole migration. */
import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { migrate } from '../../src/migrate/migrate.js'
import { claimHolds } from '../../src/migrate/plan.js'
import { readSource } from '../../src/migrate/read-source.js'
import { parsePolicy } from '../../src/policy/document.js'
import { printYaml } from '../../src/policy/print.js'
import { resolveOperation } from '../../src/policy/resolve.js'
import { fixtures, migrateBytes } from '../support/migrated-fixtures.js'

describe.each(fixtures)('$name', ({ file, bytes }) => {
  const result = migrateBytes(file, bytes)!

  it('migrates, or says what stands in the way', () => {
    const errors = result.diagnostics.filter((d) => d.severity === 'error')
    if (result.status !== 'migrated') expect(errors.length).toBeGreaterThan(0)
    expect(errors.map((d) => d.ruleId)).not.toContain('migrate/not-reproduced')
    expect(result.settings.length).toBeGreaterThan(0)
  })

  it('resolves to the values of the old file, setting by setting', () => {
    if (!result.document) return
    for (const { targets, taken, decision } of result.settings) {
      if (decision && taken === undefined) continue
      for (const target of targets) {
        if (target.path === 'preset' || target.path === 'strategy') continue
        if (isOverruled(result, target)) continue
        const { environment, operation } = target.scope
        const input = { document: result.document, ...(environment ? { environment } : {}) }
        const resolved = resolveOperation(input, operation)
        expect(claimHolds(target, resolved), JSON.stringify(target)).toBe(true)
      }
    }
  })

  it('is nothing to migrate the second time', () => {
    if (result.text === undefined) return
    const again = migrate([readSource(sourceText('resil.yaml', result.text))])

    expect(again.status).toBe('policy')
    const { value } = parsePolicy(sourceText('resil.yaml', result.text))
    expect(
      parsePolicy(sourceText('resil.yaml', printYaml(value!.document))).value?.document,
    ).toEqual(value!.document)
  })
})

/** A switched-off policy, or a conflict that was settled for another value, outranks a setting. */
function isOverruled(
  { settings, decisions }: NonNullable<ReturnType<typeof migrateBytes>>,
  { scope, path }: { scope: object; path: string },
): boolean {
  const sameScope = (other: object) => JSON.stringify(other) === JSON.stringify(scope)
  const off = settings.some(({ targets }) =>
    targets.some((t) => sameScope(t.scope) && t.value === false && path.startsWith(`${t.path}.`)),
  )
  return off || decisions.some((decision) => decision.key.endsWith(`.${path}`))
}
