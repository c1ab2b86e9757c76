import { describe, expect, it } from 'vitest'
import { BREAKER_SCRIPTS } from './breaker-scripts.js'
import { LIMITS_SCRIPTS } from './limits-scripts.js'
import { RETRY_SCRIPTS } from './retry-scripts.js'
import { runVirtual } from './virtual-driver.js'

const SCRIPTS = [...BREAKER_SCRIPTS, ...RETRY_SCRIPTS, ...LIMITS_SCRIPTS]

describe('in virtual time', () => {
  it.each(SCRIPTS.map((script) => [script.title, script] as const))('%s', (_, script) => {
    expect(runVirtual(script)).toEqual(script.trace)
  })
})
