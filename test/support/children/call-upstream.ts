/**
 * A program as a user would write it: a policy file, its state kept in a file, calls to an
 * upstream. Prints the outcome of each call, then waits to be killed.
 *
 *   call-upstream POLICY STATE URL CALLS PAUSE_MS
 */
import { writeSync } from 'node:fs'
import { callInfo } from '../../../src/runtime/errors.js'
import { resilientFetch } from '../../../src/runtime/fetch.js'
import { openOrchestrator } from '../../../src/runtime/open.js'
import { fileStore } from '../../../src/runtime/state/file-store.js'

const [policy = '', state = '', url = '', calls = '0', pauseMs = '0'] = process.argv.slice(2)
const { orchestrator } = await openOrchestrator(policy, { state: { store: fileStore(state) } })
const get = resilientFetch(orchestrator, 'get')
for (let i = 0; i < Number(calls); i++) {
  const outcome = await get(url).then(
    ({ status }) => ({ status }),
    (error) => ({
      code: error.code,
      reason: error.reason,
      attempts: callInfo(error)?.attempts,
      retryAfterMs: error.retryAfterMs,
    }),
  )
  writeSync(1, `${JSON.stringify(outcome)}\n`)
  if (Number(pauseMs) > 0) await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)))
}
writeSync(1, `${JSON.stringify({ done: true })}\n`)
setInterval(() => {}, 1000)
