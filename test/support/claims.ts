/** Claims without a file: what a reader would have said, for tests of the migration's own parts. */
import { sourceText } from '../../src/diagnostics/source.js'
import type { Imported, Reason, Scope, Setting, Target } from '../../src/formats/format.js'
import type { Claim, MigratedSetting } from '../../src/migrate/claims.js'

const source = sourceText('legacy.yml', 'key: value\n'.repeat(100))
let line = 0

export function setting(targets: readonly Target[], more: Partial<Setting> = {}): Setting {
  const offset = (line++ % 100) * 11
  return {
    key: targets.map((t) => t.path).join('+') || 'key',
    text: 'value',
    span: source.span(offset + 5, offset + 10),
    fate: 'exact',
    targets,
    reasons: [],
    ...more,
  }
}

export function reason(id: string, deduction: number): Reason {
  return { id, text: `because of ${id}`, deduction }
}

export function imported(settings: readonly Setting[], more: Partial<Imported> = {}): Imported {
  return { format: 'custom', settings, implied: [], diagnostics: [], ...more }
}

export function migrated(one: Setting, confidence = 1): MigratedSetting {
  return { ...one, format: 'custom', decidedByUser: false, confidence }
}

/** A claim that a setting of the file makes. */
export function stated(scope: Scope, path: string, value: unknown): Claim {
  const target = { scope, path, value }
  return { ...target, setting: migrated(setting([target])) }
}
