/**
 * Keeps the breakers of an orchestrator in a store, so that a restart does not forget that an
 * upstream is down. What it promises with a store that saves before it returns (file-store.ts
 * does):
 *
 * - An opening, or an isolation by hand, is in the store before any listener of `on` hears of it
 *   and before a call can be rejected by it. It holds for the first 20 in a second
 *   (`maxUrgentSaves`), so that a storm of openings cannot stop the event loop; the others follow
 *   with its next turn. Where a save fails (disk full, file held by another), it is reported and
 *   tried again at each interval.
 * - All else (closing, half-open, counts) follows within `intervalMs`. A process that is killed in
 *   between restarts with the state before: an open breaker whose wait is over begins with a trial.
 * - Nothing of this reaches a call: the store's faults go to `onProblem`.
 */
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.js'
import type { TransitionEvent } from '../../orchestrator/events.js'
import type { BreakerEntry, SavedBreaker } from '../../orchestrator/machine.js'
import { requireAtLeast, requireWait } from '../usage.js'
import { Changes } from './changes.js'
import type { KeptBreaker, StateStore } from './store.js'

export interface PersistOptions {
  /** Time between looks for what is to be saved, in ms. 1 to 2^31 - 1, default 1000. */
  readonly intervalMs?: number | undefined
  /** Saves in a second that a transition may wait for. ≥ 0, default 20. */
  readonly maxUrgentSaves?: number | undefined
  /** Hears why state was not used or not saved; what it throws is ignored. Default: nobody. */
  readonly onProblem?: ((problem: Diagnostic) => void) | undefined
  /** ms since 1970. Default `Date.now`. */
  readonly wallNow?: (() => number) | undefined
}

/** The part of an orchestrator that is kept. */
export interface Persistable {
  snapshot(): SavedBreaker[]
  restore(saved: readonly SavedBreaker[]): void
  breakers(): BreakerEntry[]
  onTransition(listener: (event: TransitionEvent) => void): () => void
}

/** Even unchanged state is written anew this often, in ms, so that it does not grow old. */
const REFRESH_MS = 60_000

export class Persistence {
  readonly #source: Persistable
  readonly #store: StateStore
  readonly #options: PersistOptions
  readonly #wallNow: () => number
  readonly #changes = new Changes()
  #stopListening: () => void = () => {}
  #timer: NodeJS.Timeout | undefined
  /** What the store has, times aside. */
  #saved = '[]'
  #savedAt = Number.NEGATIVE_INFINITY
  /** The save under way, of a store that takes its time. */
  #saving: Promise<void> | null = null
  #saveAgain = false
  #urgentSince = Number.NEGATIVE_INFINITY
  #urgent = 0
  #soon = false
  #closed = false
  #lastProblem = ''

  constructor(source: Persistable, store: StateStore, options: PersistOptions) {
    requireWait(1, { intervalMs: options.intervalMs })
    requireAtLeast(0, { maxUrgentSaves: options.maxUrgentSaves })
    this.#source = source
    this.#store = store
    this.#options = options
    this.#wallNow = options.wallNow ?? Date.now
  }

  /** Takes over what the store has, and keeps it up to date from then on. */
  async start(): Promise<void> {
    try {
      const loading = this.#store.load()
      // No await where there is nothing to wait for: the first call may follow at once.
      this.#restore(loading instanceof Promise ? await loading : loading)
    } catch (error) {
      this.#report(fault('state/not-loaded', 'loaded', 'Breakers begin closed.', error))
    }
    this.#noteChanges()
    this.#stopListening = this.#source.onTransition((event) => this.#onTransition(event))
    this.#timer = setInterval(() => this.#look(), this.#options.intervalMs ?? 1000)
    this.#timer.unref()
  }

  /** Saves what there is; resolves when it is in the store, or its failure was reported. */
  async flush(): Promise<void> {
    this.#save(true)
    while (this.#saving) await this.#saving
  }

  /** Saves for the last time. Nothing is written after it has resolved (R14). */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#stopListening()
    clearInterval(this.#timer)
    await this.flush()
    this.#closed = true
  }

  #restore({ value, diagnostics }: Checked<readonly KeptBreaker[]>): void {
    for (const problem of diagnostics) this.#report(problem)
    const kept = value ?? []
    const notable = kept.filter(({ state, failures }) => state !== 'closed' || failures > 0)
    this.#changes.adopt(
      kept,
      () => this.#source.breakers(),
      () => this.#source.restore(notable),
    )
  }

  #noteChanges(): void {
    this.#changes.note(this.#source.breakers(), this.#wallNow())
  }

  #onTransition({ to }: TransitionEvent): void {
    this.#noteChanges()
    if (to !== 'open' && to !== 'isolated') return
    const now = performance.now()
    if (now - this.#urgentSince >= 1000) {
      this.#urgentSince = now
      this.#urgent = 0
    }
    if (this.#urgent++ < (this.#options.maxUrgentSaves ?? 20)) this.#save(true)
    else this.#saveSoon()
  }

  #saveSoon(): void {
    if (this.#soon) return
    this.#soon = true
    setImmediate(() => {
      this.#soon = false
      this.#save(true)
    })
  }

  #look(): void {
    this.#save(performance.now() - this.#savedAt >= REFRESH_MS)
  }

  /** Without `force` only if anything is another than at the last save. */
  #save(force: boolean): void {
    if (this.#closed) return
    if (this.#saving) {
      this.#saveAgain = true
      return
    }
    const kept = this.#changes.kept(this.#source.snapshot())
    const content = JSON.stringify(kept.map((record) => ({ ...record, remainingMs: 0 })))
    if (content === this.#saved && (!force || kept.length === 0)) return
    try {
      const saving = this.#store.save(kept)
      if (saving) this.#saving = this.#follow(saving, content)
      else this.#noteSaved(content)
    } catch (error) {
      this.#notSaved(error)
    }
  }

  async #follow(saving: Promise<void>, content: string): Promise<void> {
    try {
      await saving
      this.#noteSaved(content)
    } catch (error) {
      this.#notSaved(error)
    }
    this.#saving = null
    if (!this.#saveAgain) return
    this.#saveAgain = false
    this.#save(true)
  }

  #noteSaved(content: string): void {
    this.#saved = content
    this.#savedAt = performance.now()
    this.#lastProblem = ''
    this.#changes.forgetOld(this.#wallNow())
  }

  #notSaved(error: unknown): void {
    this.#saved = ''
    const help = 'It is tried again; until then a restart begins with the state of before.'
    this.#report(fault('state/not-saved', 'saved', help, error))
  }

  /** The same fault is reported once, until a save has gone well. */
  #report(problem: Diagnostic): void {
    if (problem.message === this.#lastProblem) return
    this.#lastProblem = problem.message
    try {
      this.#options.onProblem?.(problem)
    } catch {
      // Whoever hears of problems may fail too; a call must not.
    }
  }
}

/**
 * Restores the breakers of `orchestrator` from `store` and keeps them there. Await it before the
 * first call; with a store that answers at once it has restored when it returns its promise.
 */
export async function persistState(
  orchestrator: Persistable,
  store: StateStore,
  options: PersistOptions = {},
): Promise<Persistence> {
  const persistence = new Persistence(orchestrator, store, options)
  await persistence.start()
  return persistence
}

function fault(ruleId: string, done: string, help: string, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error)
  const message = `The state of the breakers could not be ${done}: ${reason}`
  return { ruleId, severity: 'error', message, help, data: { error } }
}
