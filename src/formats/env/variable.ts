/**
 * One variable as a source holds it, before anybody asks what its name means.
 * The sources (dotenv.ts, compose.ts, kubernetes.ts, tables.ts) make these and know no name.
 */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import type { ScalarNode } from '../../syntax/node.js'
import type { Reason } from '../format.js'
import { reason } from './outcome.js'
import { substitute } from './placeholders.js'

export interface Variable {
  /** `RETRY_DELAY_MS`, as written. */
  readonly name: string
  /** The name with its parents: `services.api.environment.RETRY_DELAY_MS`. */
  readonly key: string
  /** The value as written. */
  readonly text: string
  /** The value that was in force: placeholders replaced by their defaults. */
  readonly value: string
  /** The place of the value, or of the name when the value is empty. */
  readonly span: Span
  /** The service, container or ConfigMap; '' when the file has only one place. */
  readonly place: string
  /** An overlay that the file has for one environment (`[env.staging.vars]`). */
  readonly environment?: string
  /** Why `value` is less than certain (a default of a placeholder). */
  readonly note?: Reason
  /** Why there is no value at all; `value` is '' then. */
  readonly missing?: Reason
  readonly source: SourceText
}

/** What one source gave. */
export interface Collected {
  readonly variables: readonly Variable[]
  /** What the source points at and this reader does not follow. */
  readonly findings: readonly Diagnostic[]
}

/** Where a variable stands. */
export interface Home {
  readonly source: SourceText
  readonly place: string
  /** What comes before the name in the key, with its dot: `data.`. */
  readonly prefix: string
  readonly environment?: string
  /** Value of another variable of the same file, for placeholders. */
  readonly lookUp?: (name: string) => string | undefined
}

/** A variable with a scalar value; `null` in YAML means that the shell gives the value. */
export function variableOf(home: Home, name: string, keySpan: Span, node: ScalarNode): Variable {
  const { text, value } = node
  const span = text === '' ? keySpan : node.span
  const base = { ...describe(home, name), text, span }
  if (value === null) return { ...base, value: '', missing: FROM_SHELL }
  const {
    text: filled,
    defaulted,
    missing,
  } = substitute(text, (other) => (other === name ? undefined : home.lookUp?.(other)))
  return {
    ...base,
    value: missing === undefined ? filled.trim() : '',
    ...(missing === undefined ? {} : { missing: unset(missing) }),
    ...(defaulted === undefined ? {} : { note: fromDefault(defaulted) }),
  }
}

/** A variable whose value stands elsewhere. */
export function missingVariable(
  home: Home,
  name: string,
  span: Span,
  text: string,
  why: Reason,
): Variable {
  return { ...describe(home, name), text, span, value: '', missing: why }
}

function describe({ source, place, prefix, environment }: Home, name: string) {
  const key = `${prefix}${name}`
  return { name, key, place, source, ...(environment === undefined ? {} : { environment }) }
}

export const FROM_SHELL = reason(
  'value-elsewhere',
  'the file only passes the variable on, so its value is that of the shell at run time',
)

function unset(name: string): Reason {
  const text = `the value comes from ${name} at run time and the file has no default for it`
  return reason('placeholder', text)
}

function fromDefault(name: string): Reason {
  const text = `the value comes from ${name} at run time; its default was taken`
  return reason('placeholder-default', text, 0.05)
}
