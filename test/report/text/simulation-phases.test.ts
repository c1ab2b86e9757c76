import { describe, expect, it } from 'vitest'
import { columnsOf, styleOf } from '../../../src/report/text/look.js'
import { phasesLines } from '../../../src/report/text/simulation-phases.js'
import { rehearsalWith, sampleRehearsal, sampleResult, seedsRehearsal } from './sample-rehearsal.js'

const look = (width: number) => styleOf({ width, color: false, unicode: true })
const labels = (lines: readonly string[]) => lines.map((line) => line.slice(0, 16).trimEnd())
/** The cells of a line. */
const row = (lines: readonly string[], label: string) =>
  lines
    .find((line) => line.startsWith(label))
    ?.slice(label.length)
    .trim()
    .split(/ {2,}/)

describe('phases', () => {
  const lines = phasesLines(sampleRehearsal(), look(80))

  it('have a column each, with their times', () => {
    expect(row(lines, ' ')).toEqual(['before', 'fault', 'recovery', 'after'])
    expect(lines[1]!.trim().split(/ {2,}/)).toEqual(['0–20 s', '20–30 s', '30–45 s', '45–60 s'])
  })

  it('show calls, how they ended, and only the kinds of failure that came', () => {
    expect(row(lines, 'calls')).toEqual(['2000', '1000', '1500', '1500'])
    expect(row(lines, 'ok')).toEqual(['2000', '0', '1180', '1500'])
    expect(row(lines, 'failed')).toEqual(['0', '1000', '320', '0'])
    expect(row(lines, '  refused')).toEqual(['–', '130', '–', '–'])
    expect(row(lines, '  breaker-open')).toEqual(['–', '870', '320', '–'])
    expect(labels(lines)).not.toContain('  timeout')
    expect(labels(lines)).not.toContain('by fallback')
    expect(labels(lines)).not.toContain('wasted work')
  })

  it('show calls that never ended, so that calls add up', () => {
    const result = sampleResult(0, 3)
    const phases = result.phases.map((phase, at) =>
      at === 1 ? { ...phase, failed: { ...phase.failed, refused: 0 }, unsettled: 130 } : phase,
    )
    const unended = rehearsalWith([{ ...result, phases, unsettled: 130 }])
    const shown = phasesLines(unended, look(80))
    expect(row(shown, 'never ended')).toEqual(['0', '130', '0', '0'])
    expect(row(shown, 'failed')).toEqual(['0', '870', '320', '0'])
    expect(labels(lines)).not.toContain('never ended')
  })

  it('show what users and the upstream felt', () => {
    expect(row(lines, 'availability')).toEqual(['100 %', '0 %', '78.7 %', '100 %'])
    expect(row(lines, 'goodput')).toEqual(['100/s', '0/s', '79/s', '100/s'])
    expect(row(lines, 'p50 / p95')?.[0]).toBe('50 / 118 ms')
    expect(row(lines, 'p99 / max')?.[0]).toBe('250 ms / 1.2 s')
    expect(row(lines, 'attempts / call')).toEqual(['1.00x', '0.38x', '0.80x', '1.00x'])
    expect(row(lines, 'upstream / peak')?.[1]).toBe('38 / 300/s')
  })

  it('over seeds are means, with 5 to 95 % of what matters most', () => {
    const over = phasesLines(seedsRehearsal(), look(80))
    expect(row(over, '3 seeds, mean')).toHaveLength(4)
    expect(row(over, 'ok')).toEqual(['2000', '0', '753', '1000'])
    const ranges = over.filter((line) => line.includes('5–95 %'))
    expect(ranges.map((line) => line.replace(/ +/g, ' '))).toEqual([
      ' 5–95 % 7.2–78.0 % 10.0–100 %',
      ' 5–95 % 0.09–0.80x 0.12–1.00x',
    ])
  })

  it('with fallbacks and wasted work have a line for them', () => {
    const result = sampleResult(1)
    const phases = result.phases.map((phase) => ({
      ...phase,
      fellBack: 100,
      upstream: { ...phase.upstream, wastedShare: 0.25 },
    }))
    const total = { ...result.total, fellBack: 400 }
    const upstream = { ...total.upstream, wastedShare: 0.25 }
    const whole = { ...result, phases, total: { ...total, upstream } }
    const those = phasesLines(rehearsalWith([whole]), look(80))
    expect(row(those, 'by fallback')).toEqual(['100', '100', '100', '100'])
    expect(row(those, 'wasted work')).toEqual(['25.0 %', '25.0 %', '25.0 %', '25.0 %'])
  })

  it('without calls say nothing about them', () => {
    const result = sampleResult(1)
    const phases = result.phases.map((phase) => ({
      ...phase,
      offered: 0,
      latency: null,
      availability: 1,
    }))
    const those = phasesLines(rehearsalWith([{ ...result, phases }]), look(80))
    expect(row(those, 'calls')).toEqual(['0', '0', '0', '0'])
    for (const label of ['availability', 'p50 / p95', 'attempts / call']) {
      expect(row(those, label)).toEqual(['–', '–', '–', '–'])
    }
  })

  it('of a run in which nothing goes wrong are one', () => {
    const result = sampleResult(1)
    const calm = { ...result, disturbance: null, phases: [result.total] }
    const those = phasesLines(rehearsalWith([calm]), look(80))
    expect(those[0]!.trim()).toBe('whole run')
    expect(row(those, 'calls')).toEqual(['6000'])
  })
})

describe('on narrow terminals', () => {
  it('figures that share a line get one each', () => {
    const lines = phasesLines(sampleRehearsal(), look(60))
    expect(row(lines, ' ')).toHaveLength(4)
    expect(labels(lines)).toEqual(
      expect.arrayContaining(['p50', 'p95', 'p99', 'max', 'upstream mean', 'upstream peak']),
    )
  })

  it('phases go below each other', () => {
    const lines = phasesLines(seedsRehearsal(), look(40))
    expect(lines.filter((line) => line.startsWith('calls'))).toHaveLength(2)
    expect(lines.filter((line) => columnsOf(line) > 40)).toEqual([])
  })
})
