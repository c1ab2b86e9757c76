import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type AuditOptions,
  AuditTrail,
  createAuditTrail,
} from '../../../src/runtime/audit/trail.js'
import type { PolicyParts } from '../../orchestrator/policies.js'
import { put, workInTemporaryFolder } from '../../support/temporary-folder.js'
import { policiesOf, watched } from '../watched.js'

workInTemporaryFolder()

type Line = Readonly<Record<string, unknown>>

const PATH = 'audit/trail.jsonl'
const lines = (path = PATH): Line[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const types = (path = PATH) => lines(path).map(({ type }) => type)

function trailed(parts: PolicyParts, options: Partial<AuditOptions> = {}) {
  const world = watched(parts)
  const trail = createAuditTrail(world.orchestrator, { path: PATH, clock: world.clock, ...options })
  return { ...world, trail }
}

describe('S6.6 the audit trail', () => {
  it('S6.6 tells of failures, retries, transitions and how it ended, in order', async () => {
    const { call, clock, trail } = trailed({
      retry: { maxAttempts: 2, backoff: { initialMs: 0 } },
      circuitBreaker: { threshold: 3 },
    })
    await call('a')
    await call('a', 'fail', 'ok')
    await call('a', 'fail')
    clock.wall += 5000
    await call('a', 'fail')
    await call('a')
    const summary = await trail.close()
    const told = lines()
    expect(told.map(({ type, call }) => [type, call].join(' ').trim())).toEqual([
      'opened',
      'attempt-failed 2',
      'retry 2',
      'success 2',
      'attempt-failed 3',
      'retry 3',
      'attempt-failed 3',
      'failure 3',
      'attempt-failed 4',
      'transition',
      'failure 4',
      'rejected 5',
      'closed',
    ])
    expect(told[2]).toMatchObject({ operation: 'a', attempt: 2, delayMs: 0, kind: 'server-error' })
    expect(told[3]).toMatchObject({ attempts: 2 })
    expect(told[7]).toMatchObject({ attempts: 2, gaveUp: 'attempts', status: 503 })
    expect(told[9]).toMatchObject({ from: 'closed', to: 'open', openMs: 1000 })
    expect(told[11]).toMatchObject({ kind: 'rejected', reason: 'circuit-open' })
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, i) => i + 1))
    expect(told[1]!.at).toBe('2023-11-14T22:13:20.000Z')
    expect(told[8]!.at).toBe('2023-11-14T22:13:25.000Z')
    expect(summary).toEqual({ written: 13, dropped: 0, lost: 0 })
  })

  it('S6.6 R12 tells of acts by hand, changes of the configuration, and the end', async () => {
    const { orchestrator, trail } = trailed({ circuitBreaker: {} })
    orchestrator.isolate('a')
    orchestrator.isolate('a')
    orchestrator.release('a')
    orchestrator.release('a')
    orchestrator.closeBreaker('a')
    orchestrator.reload(policiesOf({ circuitBreaker: { threshold: 9 } }))
    const bad = () => {
      throw new Error('bad policy')
    }
    expect(() => orchestrator.reload({ operations: ['a'], policyOf: bad })).toThrow()
    trail.note({ type: 'deploy', by: 'ops' })
    orchestrator.restore([])
    orchestrator.shutdown()
    await trail.close()
    expect(lines().map(({ type, act, to }) => [type, act, to].filter(Boolean).join(' '))).toEqual([
      'opened',
      'transition isolated',
      'by-hand isolate',
      'by-hand isolate',
      'by-hand release',
      'transition closed',
      'by-hand release',
      'by-hand close',
      'configuration',
      'configuration',
      'deploy',
      'restore',
      'shutdown',
      'closed',
    ])
    expect(lines()[8]).toMatchObject({
      ...{ applied: true },
      changes: [{}, { operation: 'a', path: 'circuitBreaker.threshold', from: 3, to: 9 }],
    })
    expect(lines()[9]).toMatchObject({ applied: false, error: { message: 'bad policy' } })
  })

  it('S6.4 writes of a context what was asked for, and nothing otherwise', async () => {
    for (const contextKeys of [undefined, ['requestId']]) {
      const path = `${contextKeys?.length ?? 0}.jsonl`
      const { orchestrator, trail } = trailed(
        { retry: { maxAttempts: 2, backoff: { initialMs: 0 } } },
        { path, ...(contextKeys ? { contextKeys } : {}) },
      )
      const context = { requestId: 'r-1', password: 'hunter2' }
      const fail = () => Promise.reject(Object.assign(new Error('x'), { status: 503 }))
      await orchestrator.execute('a', fail, { context }).catch(() => {})
      await trail.close()
      const told = lines(path).filter(({ operation }) => operation === 'a')
      expect(told).toHaveLength(4)
      const wanted = contextKeys ? { requestId: 'r-1' } : undefined
      for (const { context } of told) expect(context).toEqual(wanted)
      expect(readFileSync(path, 'utf8')).not.toContain('hunter2')
    }
  })

  it('loses nothing of 10 000 failing calls when it is closed, over files', async () => {
    const { orchestrator, trail } = trailed({}, { maxBytes: 100_000, keep: 99, maxQueued: 50_000 })
    const fail = () => Promise.reject(new Error('down'))
    const calls = Array.from({ length: 10_000 }, () => orchestrator.execute('a', fail))
    await Promise.allSettled(calls)
    const { written, dropped } = await trail.close()
    expect([written, dropped]).toEqual([20_002, 0])
    const files = readdirSync('audit').toSorted((a, b) => age(b) - age(a))
    expect(files.length).toBeGreaterThan(5)
    const seqs = files.flatMap((name) => lines(`audit/${name}`).map(({ seq }) => seq))
    expect(seqs).toEqual(Array.from({ length: 20_002 }, (_, i) => i + 1))
  })

  it('says how many found no room, and where; what weighs more still finds some', async () => {
    const { orchestrator, trail } = trailed({ circuitBreaker: {} }, { maxQueued: 10 })
    const fail = () => {
      throw new Error('down')
    }
    const calls = Array.from({ length: 10 }, () => orchestrator.execute('a', fail))
    await Promise.allSettled(calls)
    expect(trail.dropped).toBeGreaterThan(0)
    orchestrator.isolate('a')
    const { dropped, lost } = await trail.close()
    expect(lost).toBe(0)
    const told = lines()
    const said = told.filter(({ type }) => type === 'dropped')
    expect(said.reduce((sum, { count }) => sum + Number(count), 0)).toBe(dropped)
    expect(types().slice(-4)).toEqual(['dropped', 'transition', 'by-hand', 'closed'])
    expect(told.at(-1)).toMatchObject({ dropped })
  })

  it('R30 a call does not wait for it, and never hears of a full or broken disk', async () => {
    put('audit', 'a file where the folder should be')
    const errors: unknown[] = []
    const onError = (error: unknown) => {
      errors.push(error)
      throw error
    }
    const { call, clock, trail } = trailed({}, { onError, maxQueued: 3 })
    expect(await call('a', 'fail')).toBe('boom')
    await trail.flush()
    expect(errors.length).toBeGreaterThan(0)
    expect(clock.pending).toBe(1)
    for (let i = 0; i < 5; i++) expect(await call('a', 'fail')).toBe('boom')
    const summary = await trail.close()
    expect(summary.written).toBe(0)
    expect(summary.lost).toBeGreaterThan(3)
    expect(summary.dropped).toBeGreaterThan(0)
    expect(clock.pending).toBe(0)
  })

  it('goes on by itself when the disk works again, nothing lost', async () => {
    put('audit', 'a file where the folder should be')
    const { call, clock, trail } = trailed({})
    await call('a', 'fail')
    await trail.flush()
    rmSync('audit')
    await call('a', 'fail')
    await clock.runTo(1000)
    await trail.flush()
    expect(types()).toEqual(['opened', 'attempt-failed', 'failure', 'attempt-failed', 'failure'])
    expect(await trail.close()).toEqual({ written: 6, dropped: 0, lost: 0 })
  })

  it('R14 hears nothing after it is closed, and closing twice is closing once', async () => {
    const { orchestrator, call, trail, clock } = trailed({ circuitBreaker: {} })
    const closed = trail.close()
    expect(trail.close()).toBe(closed)
    await closed
    await call('a', 'fail')
    orchestrator.isolate('a')
    trail.note({ type: 'late' })
    await trail.flush()
    expect(types()).toEqual(['opened', 'closed'])
    expect(clock.pending).toBe(0)
  })

  it('can stop following one orchestrator and follow others', async () => {
    const [one, two] = [watched({}), watched({})]
    const trail = new AuditTrail({ path: PATH, clock: one.clock })
    const stop = trail.follow(one.orchestrator)
    trail.follow(two.orchestrator)
    stop()
    await one.call('one', 'fail')
    await two.call('two', 'fail')
    await trail.close()
    expect(new Set(lines().map(({ operation }) => operation))).toEqual(new Set([undefined, 'two']))
  })

  it.each([
    ['keep', -1],
    ['keep', Number.NaN],
    ['maxBytes', 0],
    ['maxQueued', Number.NaN],
    ['retryMs', 0],
  ])('%s %s is refused by name, before anything is written', (name, value) => {
    const { orchestrator } = watched({})
    const create = () => createAuditTrail(orchestrator, { path: PATH, [name]: value })
    expect(create).toThrow(`\`${name}\` must be a number`)
    expect(() => createAuditTrail(orchestrator, {} as never)).toThrow('`path`')
  })

  it('an entry that cannot be written as JSON leaves its place', async () => {
    const trail = new AuditTrail({ path: PATH })
    const circle: Record<string, unknown> = { type: 'circle' }
    circle.self = circle
    trail.note(circle as never)
    await trail.close()
    expect(types()).toEqual(['opened', 'unreadable', 'closed'])
  })
})

function age(name: string): number {
  return Number(name.split('.')[2] ?? 0)
}
