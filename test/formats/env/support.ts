/** Reads a text as this format does, for tests: the targets that hold without any decision. */

import { sourceText } from '../../../src/diagnostics/source.js'
import { env } from '../../../src/formats/env/index.js'
import type { Imported } from '../../../src/formats/format.js'
import { parseText } from '../../../src/syntax/read.js'
import { checkImported } from '../../support/format-harness.js'

export function parse(text: string, file = 'input.env') {
  const parsed = parseText(sourceText(file, text)).value
  if (!parsed) throw new Error(`${file} does not parse`)
  return parsed
}

export function read(text: string, file = 'input.env'): Imported {
  const imported = env.read(parse(text, file))
  checkImported(imported)
  return imported
}

/** `*: retry.maxAttempts` → value; throws when one scope and path has two values. */
export function values(imported: Imported): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const { scope, path, value } of imported.settings.flatMap((s) => s.targets)) {
    const environment = scope.environment ? `[${scope.environment}] ` : ''
    const key = `${environment}${scope.operation ?? '*'}: ${path}`
    if (key in found && JSON.stringify(found[key]) !== JSON.stringify(value)) {
      throw new Error(`${key} is both ${found[key]} and ${value}`)
    }
    found[key] = value
  }
  return found
}

/** The fate of the first setting, with its reasons: `approximate env/unit-assumed`. */
export function fate(text: string): string {
  const [setting] = read(text).settings
  if (!setting) return 'outside'
  return [setting.fate, ...setting.reasons.map((reason) => reason.id)].join(' ')
}
