/**
 * Watches a policy file and takes changes on while the program runs. A changed file is read and
 * checked whole before anything happens: a bad one changes nothing and is reported, a good one goes
 * to `orchestrator.reload`, which keeps all state and lets calls in flight end under the policy
 * that they began with (R35).
 *
 * Looks at the file at an interval, because notices of the file system do not come everywhere
 * (network drives, containers), and sooner where they come: the folder is watched, not the file, so
 * that a rename over it (editors, ConfigMaps) is seen. A changer must keep: nothing is reported
 * after `close`, and no timer here holds the process up but while `check` is awaited (R27).
 */
import { type FSWatcher, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import type { Policies } from '../orchestrator/machine.js'
import { decodeText } from '../syntax/read.js'
import type { ConfigurationMetrics } from './metrics/configuration-metrics.js'
import { type PolicySettings, readPolicies } from './policies.js'
import { PolicyError, unreadable } from './policy-file.js'
import { MAX_TIMEOUT_MS } from './timers.js'
import { requireWait } from './usage.js'

/** What came of a changed file. */
export interface Reload {
  /** false: the policy of before stays in force, and one of the findings is an error. */
  readonly applied: boolean
  readonly diagnostics: readonly Diagnostic[]
  /** What was read; undefined when that was not possible. */
  readonly source: SourceText | undefined
}

export interface WatchOptions extends PolicySettings {
  /** Hears of every changed file, good or bad; what it throws is ignored. */
  readonly onReload: (reload: Reload) => void
  /** The text in force. Default: none, so that the first look takes the file on. */
  readonly inForce?: string | undefined
  /** Longest time until a change is seen, in ms. 1 to 2^31 - 1, default 1000. */
  readonly intervalMs?: number | undefined
  /** A changed file must rest this long before it is read, in ms. 0 to 2^31 - 1, default 50. */
  readonly debounceMs?: number | undefined
  /** Hears how long each good file took to be read, checked and taken on. Default: nobody. */
  readonly configuration?: Pick<ConfigurationMetrics, 'loaded'> | undefined
}

/** The part of an orchestrator that takes policies on. */
export interface Reloadable {
  reload(policies: Policies): void
  /** Hears of a file that never became policies; for the audit trail. */
  refuseReload?(error: unknown): void
}

/** Rests that are waited for at most, for a file that never comes to rest. */
const MAX_RESTS = 20

export class PolicyWatcher {
  readonly #target: Reloadable
  readonly #path: string
  readonly #options: WatchOptions
  readonly #notices: FSWatcher | undefined
  readonly #timer: NodeJS.Timeout
  /** Stat of the file that was judged last. */
  #seen: string | undefined
  /** What was judged last: a text, or why there was none. */
  #judged: string | undefined
  #looking: Promise<void> | null = null
  #lookAgain = false
  #closed = false

  constructor(target: Reloadable, path: string, options: WatchOptions) {
    requireWait(1, { intervalMs: options.intervalMs })
    requireWait(0, { debounceMs: options.debounceMs })
    this.#target = target
    this.#path = path
    this.#options = options
    this.#judged = options.inForce
    this.#timer = setInterval(() => void this.#look(), options.intervalMs ?? 1000)
    this.#timer.unref()
    this.#notices = noticesOf(dirname(path), () => void this.#look())
    void this.#look()
  }

  /** Looks now, e.g. on SIGHUP; resolves when what was found has been judged. */
  async check(): Promise<void> {
    this.#seen = undefined
    this.#lookAgain = true
    // Somebody waits (R27), perhaps with nothing else going on.
    const hold = setTimeout(() => {}, MAX_TIMEOUT_MS)
    await this.#look().finally(() => clearTimeout(hold))
  }

  /** For good; a look under way changes and reports nothing any more. */
  close(): void {
    this.#closed = true
    clearInterval(this.#timer)
    this.#notices?.close()
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookUntilDone().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  async #lookUntilDone(): Promise<void> {
    do {
      this.#lookAgain = false
      await this.#lookOnce()
    } while (this.#lookAgain && !this.#closed)
  }

  async #lookOnce(): Promise<void> {
    let found = await signatureOf(this.#path)
    if (this.#closed || found === this.#seen) return
    let read: Checked<SourceText>
    let readMs: number
    for (let rests = 1; ; rests++) {
      const first = this.#seen === undefined && this.#judged === undefined
      if (!first) await rest(this.#options.debounceMs ?? 50)
      const began = performance.now()
      read = await textOf(this.#path)
      readMs = performance.now() - began
      const now = await signatureOf(this.#path)
      if (now === found || rests >= MAX_RESTS || this.#closed) break
      found = now
    }
    if (this.#closed) return
    this.#seen = found
    const identity = read.value?.text ?? `\0${read.diagnostics.map((d) => d.message).join()}`
    if (identity === this.#judged) return
    this.#judged = identity
    const began = performance.now()
    const reload = this.#judge(read)
    if (reload.applied) {
      this.#options.configuration?.loaded(readMs + performance.now() - began)
    }
    this.#report(reload)
  }

  #judge(read: Checked<SourceText>): Reload {
    const source = read.value
    const checked = source ? readPolicies(source, this.#options) : { diagnostics: [] }
    const diagnostics = [...read.diagnostics, ...checked.diagnostics]
    if (!checked.value) {
      this.#target.refuseReload?.(new PolicyError(diagnostics))
      return { applied: false, diagnostics, source }
    }
    try {
      this.#target.reload(checked.value)
      return { applied: true, diagnostics, source }
    } catch (error) {
      return { applied: false, diagnostics: [...diagnostics, notApplied(error)], source }
    }
  }

  #report(reload: Reload): void {
    try {
      this.#options.onReload(reload)
    } catch {
      // Whoever hears of a reload must not stop the next one.
    }
  }
}

/** Keeps `orchestrator` under the policy of a file; see `WatchOptions`. */
export function watchPolicyFile(
  orchestrator: Reloadable,
  path: string,
  options: WatchOptions,
): PolicyWatcher {
  return new PolicyWatcher(orchestrator, path, options)
}

/** Which file is there, and in which state; `missing` for none. */
async function signatureOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`
  } catch {
    return 'missing'
  }
}

async function textOf(path: string): Promise<Checked<SourceText>> {
  try {
    return decodeText(path, await readFile(path))
  } catch (error) {
    return { diagnostics: [unreadable(path, error)] }
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

/** undefined where the file system gives no notices; the interval does then. */
function noticesOf(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, changed)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}

function notApplied(error: unknown): Diagnostic {
  return {
    ruleId: 'policy/not-applied',
    severity: 'error',
    message: `The policy could not be taken on: ${String(error)}`,
    help: 'The policy of before stays in force.',
    data: { error },
  }
}
