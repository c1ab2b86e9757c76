import { describe, expect, it } from 'vitest'
import { type Job, jobsOf, rehearsalOf, runJob } from '../../src/rehearse/rehearsal.js'
import { suggest } from '../../src/rehearse/suggest.js'
import { isBack } from '../../src/rehearse/verdict.js'
import { AT_ONCE, calm, doomed, errors, oneRetry, planOf, runAll, storm } from './worlds.js'

describe('which one setting changes the verdict', () => {
  it('a storm that one retry keeps up: a breaker, a budget or no retry ends it', async () => {
    const jobs: Job[][] = []
    const plan = planOf(storm, oneRetry, { seeds: 3 })
    const found = await suggest(plan, (list) => {
      jobs.push([...list])
      return runAll(list)
    })
    expect(found).toMatchObject({ isFine: false, nearest: null, standing: { back: 0, of: 3 } })
    const cures = found!.found.filter(({ effect }) => effect === 'cures')
    const settings = cures.map(({ candidate }) => candidate.setting)
    expect(settings).toEqual(expect.arrayContaining(['circuitBreaker', 'retry.maxAttempts']))
    expect(new Set(settings).size).toBe(settings.length)
    for (const { rehearsal, standing, candidate } of cures) {
      expect(standing).toMatchObject({ back: 3, of: 3 })
      expect(rehearsal.subject).toBe(candidate.subject)
      expect(rehearsal.runs.map(({ seed }) => seed)).toEqual(plan.seeds)
      expect(rehearsal.runs.every(({ verdict }) => isBack(verdict))).toBe(true)
    }
    const first = found!.found.findIndex(({ effect }) => effect !== 'cures')
    expect(first === -1 || first === cures.length).toBe(true)
    // All seeds as it is, every candidate once, the most promising on the two other seeds.
    expect(jobs[0]).toHaveLength(3)
    expect(jobs[1]).toHaveLength(found!.planned)
    expect(new Set(jobs[1]!.map(({ seed }) => seed)).size).toBe(1)
    expect(jobs[2]!.length % 2).toBe(0)
    expect(jobs[2]!.length).toBeLessThanOrEqual(12)
    expect(found!.tried).toBe(found!.planned)
  })

  it('an expectation that fails: one more attempt meets it, and loses no other', async () => {
    const policy = { retry: { maxAttempts: 2, ...AT_ONCE } }
    const wanted = [
      'availability.fault >= 95%',
      'amplification <= 1.5',
      'availability.after = 100%',
    ]
    const found = await suggest(planOf(errors, policy, { seeds: 2, expect: wanted }), runAll)
    expect(found).toMatchObject({ isFine: false, standing: { failed: [wanted[0]] } })
    const [best] = found!.found
    expect(best).toMatchObject({
      effect: 'cures',
      candidate: { setting: 'retry.maxAttempts', from: '2', to: '3' },
      standing: { failed: [] },
    })
    for (const { standing } of found!.found) expect(standing.failed).not.toContain(wanted[1])
  })

  it('where nothing can help it says so', async () => {
    const found = await suggest(planOf(doomed, oneRetry), runAll)
    expect(found).toMatchObject({ isFine: false, standing: { back: 0 } })
    expect(found!.found.filter(({ effect }) => effect === 'cures')).toEqual([])
  })

  it('where nothing is wrong it has nothing to say', async () => {
    const found = await suggest(planOf(calm, oneRetry), runAll)
    expect(found).toMatchObject({ isFine: true, found: [], nearest: null })
  })

  it('says the same when it is asked again', async () => {
    const texts = await Promise.all(
      [1, 2].map(async () => JSON.stringify(await suggest(planOf(errors, oneRetry), runAll))),
    )
    expect(texts[0]).toBe(texts[1])
  })

  it('of a rehearsal that was run already it runs the changes alone', async () => {
    const plan = planOf(errors, oneRetry, { seeds: 2 })
    const rehearsal = rehearsalOf(plan, jobsOf(plan).map(runJob))!
    const again = await suggest(rehearsal, (jobs) => {
      expect(jobs.every(({ policy }) => policy !== plan.subject.policy)).toBe(true)
      return runAll(jobs)
    })
    const { found } = (await suggest(plan, runAll))!
    expect(again!.found.map(({ candidate }) => candidate)).toEqual(
      found.map(({ candidate }) => candidate),
    )
    expect(again!.found.map(({ standing }) => standing)).toEqual(
      found.map(({ standing }) => standing),
    )
    expect(found.length).toBeGreaterThan(0)
  })

  it('interrupted, it says what it has: nothing without the policy as it is', async () => {
    const plan = planOf(storm, oneRetry, { seeds: 2 })
    const none = await suggest(plan, async (jobs) => jobs.map(() => undefined))
    expect(none).toBeUndefined()
    let batch = 0
    const cut = await suggest(plan, (jobs) => {
      batch++
      if (batch === 1) return runAll(jobs)
      if (batch === 2) return runAll(jobs.slice(0, 2)).then((some) => [...some])
      return Promise.resolve(jobs.map(() => undefined))
    })
    expect(cut).toMatchObject({ tried: 2, found: [], nearest: null, standing: { of: 2 } })
    expect(cut!.planned).toBeGreaterThan(2)
  })
})
