import { describe, expect, it } from 'vitest'
import { runRuntime } from './runtime-driver.js'
import { SCRIPTS } from './scripts.js'

describe('through the runtime', () => {
  it.each(SCRIPTS.map((script) => [script.title, script] as const))('%s', async (_, script) => {
    const { lines, left } = await runRuntime(script)
    expect(lines).toEqual(script.trace)
    // A call that hangs and that nothing ends is the only one that may be left.
    const endless = script.acts.some((act) => act[1] === 'call' && act[2].includes('hang'))
    expect(left).toEqual([endless ? left[0] : 0, 0, 0])
  })
})
