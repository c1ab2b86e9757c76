import { describe, expect, it } from 'vitest'
import { SCRIPTS } from './scripts.js'
import { runVirtual } from './virtual-driver.js'

describe('in virtual time', () => {
  it.each(SCRIPTS.map((script) => [script.title, script] as const))('%s', (_, script) => {
    expect(runVirtual(script)).toEqual(script.trace)
  })
})
