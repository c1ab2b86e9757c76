import { describe, expect, it } from 'vitest'
import type { TransitionEvent } from '../../src/orchestrator/events.js'
import { InvariantError, Watch } from '../../src/simulator/watch.js'

const event = (from: string, to: string, at: number) =>
  ({
    type: 'transition',
    breaker: 'op',
    from,
    to,
    trigger: 'threshold-reached',
    at,
    openUntil: undefined,
  }) as TransitionEvent

describe('a watch', () => {
  it('keeps the transitions, and refuses one that does not follow from the last', () => {
    const watch = new Watch({ seed: 7 })
    watch.heard({ name: 'client' }, event('closed', 'open', 5))
    watch.heard({ name: 'other' }, event('closed', 'open', 5))
    expect(watch.transitions.map(({ service }) => service)).toEqual(['client', 'other'])
    const again = () => watch.heard({ name: 'client' }, event('closed', 'open', 9))
    expect(again).toThrow(InvariantError)
    expect(again).toThrow('client op at 9 ms: leaves closed, but it was open (seed 7)')
    const back = () => watch.heard({ name: 'client' }, event('open', 'half-open', 4))
    expect(back).toThrow('goes back in time')
  })

  it.each([
    ['every', 1000],
    ['sampled', 3],
    ['off', 0],
  ] as const)('checks %s: %d of 1000 steps', (checks, due) => {
    const watch = new Watch({ seed: 1, checks })
    expect(Array.from({ length: 1000 }, () => watch.isCheckDue()).filter(Boolean)).toHaveLength(due)
  })

  it('makes no line where there is no trace', () => {
    new Watch({ seed: 1 }).note(() => expect.unreachable())
    const lines: string[] = []
    new Watch({ seed: 1, trace: (line) => lines.push(line) }).note(() => 'seen')
    expect(lines).toEqual(['seen'])
  })
})
