/**
 * What the files that derive leaves share: the scope they are at, how to look a key up along its
 * levels, and where they leave what they noticed on the way.
 *
 * "Dead" is per scope: a key that is dead here may be alive elsewhere; book.ts decides at the end.
 */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import type { Reason } from '../format.js'
import { COMMAND_KEYS } from './key-table.js'
import type { PlainValue } from './value.js'
import { ALL, type Found, type KnownKey, type View } from './view.js'

export type CommandSuffix = keyof typeof COMMAND_KEYS

/** Keys of Ribbon that say something about calls. */
export const RIBBON_CALL_KEYS = [
  'ConnectTimeout',
  'ReadTimeout',
  'MaxAutoRetries',
  'MaxAutoRetriesNextServer',
  'OkToRetryOnAllOperations',
  'retryableStatusCodes',
] as const

export interface Notebook {
  readonly dead: Map<KnownKey, Reason>
  readonly findings: Map<string, Diagnostic>
}

/** Which thread pool a command runs in, and how that is known. */
export interface PoolLink {
  readonly pool: string
  readonly how: 'stated' | 'named-alike' | 'only-one' | 'stands-for-it'
  readonly shared: boolean
}

export class Context {
  readonly view: View
  /** Undefined: the defaults of all. */
  readonly operation: string | undefined
  readonly pool: PoolLink | undefined
  readonly #notebook: Notebook

  constructor(
    view: View,
    operation: string | undefined,
    pool: PoolLink | undefined,
    notebook: Notebook,
  ) {
    this.view = view
    this.operation = operation
    this.pool = pool
    this.#notebook = notebook
  }

  /** Owners from the nearest to the default. */
  get levels(): readonly (string | undefined)[] {
    return [this.operation, ALL]
  }

  /** Whether calls of this scope run as Hystrix commands, as far as the file shows. */
  get hasHystrix(): boolean {
    const { view, operation } = this
    if (hystrixForAll(view) || this.pool !== undefined) return true
    return operation !== undefined && view.owners('command').has(operation)
  }

  get hasRibbon(): boolean {
    const { view, operation } = this
    if (view.hasZuul || view.has('ribbon', ALL, RIBBON_CALL_KEYS)) return true
    return operation !== undefined && view.has('ribbon', operation, RIBBON_CALL_KEYS)
  }

  /** The defaults of a file that speaks of clients and of Hystrix nowhere. */
  get isClientsAlone(): boolean {
    const { view, operation } = this
    if (operation !== undefined || hystrixForAll(view)) return false
    const isNamed = view.owners('command').size > 0 || view.owners('pool').size > 0
    return !isNamed && (view.owners('ribbon').size > 0 || view.owners('feign').size > 0)
  }

  command<T extends PlainValue>(name: CommandSuffix): Found<T> | undefined {
    return this.view.find<T>('command', this.levels, name)
  }

  fallback<T extends PlainValue>(name: Exclude<CommandSuffix, 'threadPoolKeyOverride'>): T {
    return (COMMAND_KEYS[name] as { fallback?: PlainValue }).fallback as T
  }

  /** Says why the keys found do nothing here. */
  dead(reason: Reason, ...found: readonly (Found | undefined)[]): void {
    for (const each of found) {
      if (each && !this.#notebook.dead.has(each.key)) this.#notebook.dead.set(each.key, reason)
    }
  }

  finding(diagnostic: Diagnostic & { readonly span: Span }): void {
    const at = `${diagnostic.ruleId}@${diagnostic.span.start.offset}`
    if (!this.#notebook.findings.has(at)) this.#notebook.findings.set(at, diagnostic)
  }
}

export function hystrixForAll(view: View): boolean {
  return (
    view.hasZuul ||
    view.owners('command').has(ALL) ||
    view.owners('pool').has(ALL) ||
    view.find<boolean>('switch', [ALL], 'feign')?.value === true
  )
}
