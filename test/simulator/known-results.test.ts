import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/house/tree.js'

// The checks of `npm run verify:simulator` that take no time, over the sources.
const load = (path: string) => import(/* @vite-ignore */ join(ROOT, path))
const { checksOf, modulesOf, runCheck } = await load('scripts/verify-simulator/index.mjs')
const sim = await modulesOf((file: string) => load(`src/${file}.ts`))

interface Check {
  readonly id: string
  readonly name: string
  readonly quick?: boolean
}

describe('known results', () => {
  const quick = (checksOf(sim) as Check[]).filter((check) => check.quick)

  it.each(quick.map((check) => [check.id, check.name, check] as const))('%s %s', (_, __, check) => {
    for (const row of runCheck(check)) {
      expect(row.ok, `${row.figure}: ${row.measured}, expected ${row.expected}`).toBe(true)
    }
  })
})
