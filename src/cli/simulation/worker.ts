/** A thread that runs simulations: one job in, one result out. What it throws ends the run. */
import { parentPort } from 'node:worker_threads'
import { type Job, runJob } from '../../rehearse/rehearsal.js'

parentPort!.on('message', ({ id, job }: { readonly id: number; readonly job: Job }) => {
  parentPort!.postMessage({ id, result: runJob(job) })
})
