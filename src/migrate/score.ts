/**
 * How much of the old configuration survives the translation, as a number with its reasons.
 * (How near the result is to a preset is another number: match.ts.)
 *
 * Fidelity is the mean confidence of all settings that are about resilience, less 0.02 for each
 * default of the old system that had to be assumed, at most 0.1 in all. A setting that is left out
 * for want of a decision counts 0; one that is ignored on purpose counts by its own deduction.
 */
import type { Implied } from '../formats/format.js'
import type { MigratedSetting } from './claims.js'
import { type Level, levelOf } from './match.js'

export interface Fidelity {
  /** 0..1 */
  readonly score: number
  readonly level: Level
  readonly reason: string
  /** The reasons that cost most, dearest first. */
  readonly costs: readonly FidelityCost[]
}

export interface FidelityCost {
  readonly id: string
  readonly text: string
  /** How many settings it touches. */
  readonly count: number
  /** What it takes off the score. */
  readonly cost: number
}

/** Sizes: formats.md section 15. */
const IMPLIED_COST = 0.02
const IMPLIED_MOST = 0.1

export function fidelityOf(
  settings: readonly MigratedSetting[],
  implied: readonly Implied[],
): Fidelity {
  const counted = settings.filter((s) => s.fate !== 'ignored' || s.confidence < 1)
  const assumed = implied.filter((one) => one.kind === 'default').length
  const impliedCost = Math.min(IMPLIED_MOST, assumed * IMPLIED_COST)
  const sum = counted.reduce((total, setting) => total + setting.confidence, 0)
  const mean = counted.length === 0 ? 1 : sum / counted.length
  const score = Number(Math.max(0, mean - impliedCost).toFixed(4))
  const costs = costsOf(counted, assumed, impliedCost)
  return { score, level: levelOf(score), reason: reasonOf(counted.length, costs), costs }
}

function costsOf(
  counted: readonly MigratedSetting[],
  assumed: number,
  impliedCost: number,
): FidelityCost[] {
  const costs = new Map<string, { text: string; count: number; cost: number }>()
  const add = (id: string, text: string, cost: number, count = 1) => {
    const known = costs.get(id) ?? { text, count: 0, cost: 0 }
    costs.set(id, { text: known.text, count: known.count + count, cost: known.cost + cost })
  }
  for (const setting of counted) {
    if (setting.decision && setting.taken === undefined) {
      add('migrate/undecided', 'left out until it is decided', 1 / counted.length)
      continue
    }
    for (const reason of setting.reasons) {
      if (reason.deduction > 0) add(reason.id, reason.text, reason.deduction / counted.length)
    }
  }
  if (assumed > 0) {
    add('migrate/assumed-defaults', "defaults of the old system's own", impliedCost, assumed)
  }
  return [...costs]
    .map(([id, { text, count, cost }]) => ({ id, text, count, cost: Number(cost.toFixed(4)) }))
    .sort((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1))
}

function reasonOf(count: number, costs: readonly FidelityCost[]): string {
  if (count === 0) return 'no settings to translate'
  const settings = count === 1 ? '1 setting' : `${count} settings`
  if (costs.length === 0) return `all ${settings} keep their meaning`
  return `${settings}; ${costs.length === 1 ? 'one thing' : `${costs.length} things`} not exact`
}
