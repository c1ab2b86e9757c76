/**
 * Runs jobs: few and short ones here, more of them in worker threads, one per core. The order of
 * the results is that of the jobs, whoever finished first. Ctrl-C hands out no more and gives what
 * is there. A run hears no signal while it lasts: one that may last long must not run here.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { parseDuration } from '../../policy/duration.js'
import { type Job, type JobResult, runJob } from '../../rehearse/rehearsal.js'

export interface PoolOptions {
  /** The bundle's chunk of worker.ts. */
  readonly workerFile: URL
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, of: number) => void
}

/** Jobs whose attempts may add up to less are over before threads would have started. */
const ATTEMPTS_FOR_THREADS = 450_000

/** A result for each job; undefined where the run was stopped before. */
export async function runJobs(
  jobs: readonly Job[],
  options: PoolOptions,
): Promise<(JobResult | undefined)[]> {
  const attempts = jobs.reduce((sum, job) => sum + mostAttempts(job), 0)
  if (attempts < ATTEMPTS_FOR_THREADS) return runHere(jobs, options)
  return runInThreads(jobs, options)
}

async function runHere(
  jobs: readonly Job[],
  { signal, onProgress }: PoolOptions,
): Promise<(JobResult | undefined)[]> {
  const results: (JobResult | undefined)[] = jobs.map(() => undefined)
  for (const [i, job] of jobs.entries()) {
    if (signal.aborted) break
    results[i] = runJob(job)
    onProgress?.(i + 1, jobs.length)
    // Lets a signal in.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return results
}

async function runInThreads(
  jobs: readonly Job[],
  { workerFile, signal, onProgress }: PoolOptions,
): Promise<(JobResult | undefined)[]> {
  const results: (JobResult | undefined)[] = jobs.map(() => undefined)
  const threads = Math.min(jobs.length, availableParallelism())
  let next = 0
  let done = 0
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const handOut = () => {
        if (signal.aborted || next === jobs.length) return resolve()
        const id = next++
        worker.postMessage({ id, job: jobs[id] })
      }
      worker.on('message', ({ id, result }: { id: number; result: JobResult }) => {
        results[id] = result
        onProgress?.(++done, jobs.length)
        handOut()
      })
      worker.once('error', reject)
      handOut()
    })
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const workers = Array.from({ length: threads }, () => new Worker(workerFile))
  try {
    await Promise.race([Promise.all(workers.map(work)), stopped])
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return results
}

/** About how many attempts a job may make; clients that wait call as often as they get answers. */
function mostAttempts({ scenario, policy, rate }: Job): number {
  const { load, duration } = scenario
  if (!('rate' in load)) return Number.POSITIVE_INFINITY
  const calls = ((rate ?? load.rate) * parseDuration(duration)!) / 1000
  return calls * (policy.retry?.maxAttempts ?? 1)
}
