import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { custom } from '../../../src/formats/custom/index.js'
import type { Imported, Target } from '../../../src/formats/format.js'
import type { LeafValue } from '../../../src/policy/leaves.js'
import { decodeText, parseText } from '../../../src/syntax/read.js'
import { checkImported, testFormat } from '../../support/format-harness.js'
import { handMade, toToml } from './hand-made.js'

testFormat(custom)

function parsed(text: string, name = 'input.yaml') {
  return parseText(decodeText(name, new TextEncoder().encode(text)).value!).value!
}

function imported(text: string, name?: string): Imported {
  const result = custom.read(parsed(text, name))
  checkImported(result)
  return result
}

/** Values by operation (`''` for all) and path; a scope that says two things is a failure. */
function valuesOf({ settings, implied }: Imported): Record<string, Record<string, LeafValue>> {
  const all: Target[] = [...settings.flatMap((s) => s.targets), ...implied.map((i) => i.target)]
  const found: Record<string, Record<string, LeafValue>> = {}
  for (const { scope, path, value } of all) {
    const at = found[scope.operation ?? ''] ?? {}
    found[scope.operation ?? ''] = at
    if (path in at) expect(at[path], `${scope.operation ?? '*'} ${path}`).toEqual(value)
    at[path] = value
  }
  return found
}

/** The values of the file's defaults. */
function defaultsOf(text: string) {
  return valuesOf(imported(text))[''] ?? {}
}

describe('the law', () => {
  it('random hand-made configurations come back with exactly the values written', () => {
    fc.assert(
      fc.property(handMade, fc.constantFrom('json', 'yaml', 'toml'), (made, syntax) => {
        const text =
          syntax === 'toml' ? `${toToml(made.content)}\n` : JSON.stringify(made.content, null, 1)
        const document = parsed(text, `input.${syntax}`)
        expect(custom.detect(document), text).toBeDefined()
        const result = custom.read(document)
        checkImported(result)
        const fates = result.settings.filter(
          ({ fate }) => fate !== 'exact' && fate !== 'approximate',
        )
        expect(
          fates.map(({ key, fate }) => `${key} ${fate}`),
          text,
        ).toEqual([])
        const values = valuesOf(result)
        for (const [operation, leaves] of Object.entries(made.meaning)) {
          const inForce = { ...values[''], ...values[operation] }
          expect(inForce, `${operation || 'all'} in ${text}`).toMatchObject(leaves)
        }
      }),
      { numRuns: 600 },
    )
  })
})
