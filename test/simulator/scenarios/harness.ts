/**
 * What each built-in scenario is held to: the file of fixtures/ is the scenario, its faults touch
 * calls, and its run is the same to the byte: the golden file has the phases, a digest of the whole
 * trace, and the trace's first lines from the first fault on.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceText } from '../../../src/diagnostics/source.js'
import { parseScenario } from '../../../src/simulator/scenario-document.js'
import type { Scenario } from '../../../src/simulator/scenario-schema.js'
import { SCENARIOS } from '../../../src/simulator/scenarios/index.js'
import { type SimulationResult, simulate } from '../../../src/simulator/simulate.js'
import { ROOT } from '../../support/house/tree.js'

const LINES = 40

/** `shows` looks at what the scenario is there to show. */
export function testScenario(scenario: Scenario, shows: (result: SimulationResult) => void): void {
  const folder = join(ROOT, 'fixtures/scenarios', scenario.name)

  describe(scenario.name, () => {
    it('is in the list, and says what to watch', () => {
      expect(SCENARIOS).toContain(scenario)
      expect(scenario.watch).toMatch(/\.$/)
    })

    it('is the file of its fixture', () => {
      const file = join(folder, 'scenario.yaml')
      const { value, diagnostics } = parseScenario(sourceText(file, readFileSync(file, 'utf8')))
      expect(diagnostics).toEqual([])
      expect(value).toEqual(scenario)
    })

    it('shows what it is there for, and runs the same to the byte', async () => {
      const hash = createHash('sha256')
      const lines: string[] = []
      let count = 0
      const firstMs = simulateStart(scenario)
      const result = simulate(scenario, {
        checks: 'every',
        trace: (line) => {
          hash.update(`${line}\n`)
          count++
          if (lines.length < LINES && Number.parseFloat(line) >= firstMs) lines.push(line)
        },
      })
      shows(result)
      for (const fault of result.faults) expect(fault.touched).toBeGreaterThan(0)
      const digest = `${count} lines, sha256 ${hash.digest('hex')}`
      const golden = [...summary(result), digest, '', ...lines, ''].join('\n')
      await expect(golden).toMatchFileSnapshot(join(folder, 'run.golden.txt'))
    })
  })
}

function simulateStart({ faults }: Scenario): number {
  const text = faults?.[0]?.at ?? '60s'
  return Number.parseFloat(text) * 1000
}

function summary({ phases, ...result }: SimulationResult): string[] {
  const rows = phases.map(({ name, offered, succeeded, fellBack, amplification, latency }) =>
    [
      name,
      `${offered} offered`,
      `${succeeded} ok`,
      `${fellBack} fell back`,
      `${amplification.toFixed(3)} attempts each`,
      `p99 ${latency === null ? '-' : latency.p99.toFixed(1)} ms`,
    ].join(', '),
  )
  const { timeToOpenMs, timeToCloseMs, timeToRecoverMs, timeToSteadyMs } = result
  const times = { timeToOpenMs, timeToCloseMs, timeToRecoverMs, timeToSteadyMs }
  return [`seed ${result.seed}`, ...rows, JSON.stringify(times)]
}

export function phase(result: SimulationResult, name: string) {
  return result.phases.find((each) => each.name === name)!
}
