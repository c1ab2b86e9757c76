/**
 * The state file under SIGKILL: processes under load are killed at 200 random moments. After each,
 * the file is whole, and what had been reported open is open still, with the rest of its wait.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SavedBreaker } from '../../../src/orchestrator/machine.js'
import { createRandom } from '../../../src/orchestrator/random.js'
import { fileStore } from '../../../src/runtime/state/file-store.js'
import type { KeptBreaker } from '../../../src/runtime/state/store.js'
import { type Child, childProgram } from '../../support/child-program.js'
import { sleep } from '../../support/policy-text.js'

const start = childProgram('keep-state')

const OPEN_MS = { short: 100, middle: 250, long: 600, longest: 4000 }
const OPERATIONS = Object.entries(OPEN_MS).map(([name, ms]) => `${name}=${ms}`)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resil-state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Two clocks are read one after the other, in two processes, on a busy machine. */
const TOLERANCE_MS = 500

/** What the file must say of the breakers that the child had reported last as open. */
function checkFile(file: string, child: Child): { open: number; kept: readonly KeptBreaker[] } {
  const before = Date.now()
  const { value: kept = [], diagnostics } = fileStore(file).load()
  const after = Date.now()
  expect(diagnostics).toEqual([])
  expect(child.lines.filter((line) => 'problem' in line)).toEqual([])
  let open = 0
  for (const name of Object.keys(OPEN_MS)) {
    const last = child.lines.findLast((line) => line.breaker === name)
    if (last?.to !== 'open') continue
    open++
    const found = kept.find(({ operation }) => operation === name)
    expect(found, `${name} of ${JSON.stringify(kept)}`).toMatchObject({ state: 'open' })
    const until = last.untilMs as number
    const rest = found!.remainingMs
    expect(rest).toBeGreaterThanOrEqual(Math.max(0, until - after - TOLERANCE_MS))
    expect(rest).toBeLessThanOrEqual(Math.max(0, until - before) + TOLERANCE_MS)
  }
  return { open, kept }
}

/** The process after the kill goes on where the file ended. */
async function checkRestored(child: Child, kept: readonly KeptBreaker[]): Promise<void> {
  const { restored } = (await child.line('restored')) as { restored: SavedBreaker[] }
  for (const { operation, state, remainingMs } of kept) {
    if (state !== 'open') continue
    const found = restored.find((breaker) => breaker.operation === operation)
    expect(found).toMatchObject({ state: 'open' })
    expect(found!.remainingMs).toBeLessThanOrEqual(remainingMs)
  }
}

async function killedTimes(count: number, lane: number): Promise<number> {
  const random = createRandom(`kill ${lane}`)
  const file = join(folder, `state-${lane}.json`)
  let kept: readonly KeptBreaker[] = []
  let open = 0
  for (let i = 0; i < count; i++) {
    const child = start(file, `lane ${lane} run ${i}`, ...OPERATIONS)
    await checkRestored(child, kept)
    // On a busy machine it would not come to a transition before it is killed.
    if (i % 2 === 1) await child.line('breaker')
    await sleep(20 + 100 * random())
    await child.kill()
    const checked = checkFile(file, child)
    kept = checked.kept
    open += checked.open
  }
  return open
}

describe('a state file and SIGKILL', () => {
  it('is whole after 200 kills under load, and what was open is open still', async () => {
    const lanes = [0, 1, 2, 3].map((lane) => killedTimes(50, lane))
    const open = (await Promise.all(lanes)).reduce((a, b) => a + b)
    // Otherwise the load shows nothing.
    expect(open).toBeGreaterThan(50)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp')).length).toBeLessThan(200)
  }, 180_000)

  it('two processes on one file: each keeps its own, whole at any time', async () => {
    const file = join(folder, 'state.json')
    const first = start(file, 'first', 'shared=100', 'mine=60000', 'also-mine=60000')
    const second = start(file, 'second', 'shared=100', 'yours=60000', 'also-yours=60000')
    await Promise.all([first.line('breaker'), second.line('breaker')])
    for (let i = 0; i < 50; i++) {
      expect(fileStore(file).load().diagnostics).toEqual([])
      await sleep(5)
    }
    await second.kill()
    await first.end()
    const { value, diagnostics } = fileStore(file).load()
    expect(diagnostics).toEqual([])
    const states = new Map(value!.map(({ operation, state }) => [operation, state]))
    for (const name of ['mine', 'also-mine', 'yours', 'also-yours']) {
      expect(states.get(name), name).toBe('open')
    }
  }, 60_000)
})
