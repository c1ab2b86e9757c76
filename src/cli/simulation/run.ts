/** Runs plans with progress on stderr; Ctrl-C keeps what is there. */
import {
  type Job,
  type JobResult,
  jobsOf,
  type Rehearsal,
  type RehearsalPlan,
  rehearsalOf,
} from '../../rehearse/rehearsal.js'
import { TIME_STANDS_STILL } from '../../simulator/event-queue.js'
import { progressLine } from '../terminal.js'
import { UsageError } from '../usage-error.js'
import { runJobs } from './pool.js'

const NO_TIME_PASSES = new UsageError(
  'The run never ends: calls are made again and again while no time passes.',
  'Let retries wait ("backoff"), clients too ("think"), or give the upstream a "network".',
)

function standsStill(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === TIME_STANDS_STILL
}

/** A first run that takes longer is told of before it is in. */
const LONG_MS = 1000

/** Beside main.cjs in the bundle. */
const WORKER = new URL('./simulate-worker.cjs', import.meta.url)

/** Runs jobs until they are done or a signal comes; gives the signal then. */
export class Runner {
  interrupted: 'SIGINT' | 'SIGTERM' | undefined
  /** A signal came before all results were in. */
  isCut = false
  readonly #abort = new AbortController()
  readonly #line: ReturnType<typeof progressLine>
  readonly #stop = (signal: 'SIGINT' | 'SIGTERM') => {
    this.interrupted = signal
    this.#abort.abort()
  }

  constructor(quiet: boolean) {
    this.#line = progressLine(quiet)
    // Once: who presses Ctrl-C twice wants out.
    process.once('SIGINT', this.#stop)
    process.once('SIGTERM', this.#stop)
  }

  readonly run = async (
    jobs: readonly Job[],
    what = 'runs',
  ): Promise<(JobResult | undefined)[]> => {
    const show = (done: number, of: number) => this.#line.show(`${done} of ${of} ${what}`)
    const hello = setTimeout(() => show(0, jobs.length), LONG_MS)
    try {
      const results = await runJobs(jobs, {
        workerFile: WORKER,
        signal: this.#abort.signal,
        onProgress: (done, of) => {
          clearTimeout(hello)
          show(done, of)
        },
      })
      if (results.includes(undefined)) this.isCut = true
      return results
    } catch (error) {
      throw standsStill(error) ? NO_TIME_PASSES : error
    } finally {
      clearTimeout(hello)
      this.#line.clear()
    }
  }

  async rehearse(plans: readonly RehearsalPlan[]): Promise<Rehearsal[]> {
    const jobs = plans.map(jobsOf)
    const results = await this.run(jobs.flat())
    let at = 0
    return plans.flatMap((plan, i) => {
      const own = results.slice(at, at + jobs[i]!.length)
      at += own.length
      return rehearsalOf(plan, own) ?? []
    })
  }

  end(): void {
    process.off('SIGINT', this.#stop)
    process.off('SIGTERM', this.#stop)
  }
}
