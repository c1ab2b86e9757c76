/** Runs plans with progress on stderr; Ctrl-C keeps what is there. */
import {
  type Job,
  type JobResult,
  jobsOf,
  type Rehearsal,
  type RehearsalPlan,
  rehearsalOf,
} from '../../rehearse/rehearsal.js'
import { progressLine } from '../terminal.js'
import { runJobs } from './pool.js'

/** Beside main.cjs in the bundle. */
const WORKER = new URL('./simulate-worker.cjs', import.meta.url)

/** Runs jobs until they are done or a signal comes; gives the signal then. */
export class Runner {
  interrupted: 'SIGINT' | 'SIGTERM' | undefined
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
    const results = await runJobs(jobs, {
      workerFile: WORKER,
      signal: this.#abort.signal,
      onProgress: (done, of) => this.#line.show(`${done} of ${of} ${what}`),
    })
    this.#line.clear()
    return results
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
