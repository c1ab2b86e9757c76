/** What `resil simulate --suggest` found: before and after, and the lines to write. */

import type { Rehearsal } from '../../rehearse/rehearsal.js'
import type { Standing } from '../../rehearse/standing.js'
import type { Change, Suggestion } from '../../rehearse/suggest.js'
import { verdictText } from '../../rehearse/verdict.js'
import { figureText } from './figures.js'
import { type Style, wrap } from './look.js'
import { tableText } from './table.js'
import { visible } from './visible.js'

/** Changes that are shown. */
const MOST = 3

export function suggestionText(suggestion: Suggestion, style: Style): string {
  const { base, found, nearest } = suggestion
  // Beside what brings it back nobody needs what makes it less bad.
  const best = found.filter(({ effect }) => effect === found[0]!.effect)
  const shown = best.length > 0 ? best.slice(0, MOST) : nearest ? [nearest] : []
  const parts = [`${style.paint.bold(wrap(headline(suggestion), style.width))}\n`]
  if (shown.length > 0) {
    parts.push(comparison(suggestion, shown, style))
    parts.push(`${style.paint.dim(wrap(notes(base), style.width))}\n`)
    parts.push(...shown.map((change, i) => changeText(change, i + 1, style)))
  }
  parts.push(`${wrap(count(suggestion), style.width)}\n`)
  return parts.join('\n')
}

function headline({ base, isFine, found, nearest }: Suggestion): string {
  const name = visible(base.scenario.name)
  const has = (wanted: Change['effect']) => found.some(({ effect }) => effect === wanted)
  const near = nearest ? ' This came nearest:' : ''
  if (has('cures')) return `${name}: one setting changes the verdict.`
  if (has('helps')) return `${name}: one setting helps, none is enough alone.`
  if (isFine) {
    return found.length > 0
      ? `${name}: it comes through as it is; one setting does clearly better.`
      : `${name}: it comes through as it is, and no single setting is clearly better.${near}`
  }
  const rest = found.length > 0 ? ' These make it less bad:' : near
  return `${name}: no single setting changes the verdict.${rest}`
}

function comparison(
  { base, standing }: Suggestion,
  shown: readonly Change[],
  style: Style,
): string {
  const expects = base.expectations.length > 0
  const row = (change: string, rehearsal: Rehearsal, of: Standing) => [
    change,
    figureText(of.since, 'share'),
    figureText(of.amplification, 'ratio'),
    figureText(of.wasted, 'share'),
    ...(expects ? [`${of.met.length} of ${base.expectations.length}`] : []),
    verdictOf(rehearsal, of),
  ]
  const rows = shown.map(({ candidate, rehearsal, standing: then }, i) =>
    row(`${i + 1} ${candidate.setting}`, rehearsal, then),
  )
  const head = ['', 'answered', 'attempts', 'wasted', ...(expects ? ['met'] : []), 'verdict']
  return tableText(head, [row('as it is', base, standing), ...rows], style)
}

/** In half a line: the verdict of one seed, or in how many seeds it is back and when. */
function verdictOf({ runs }: Rehearsal, { back, of, steadyMs }: Standing): string {
  const texts = new Set(runs.map(({ verdict }) => verdictText(verdict)))
  const [text] = texts
  if (texts.size === 1) return text!
  if (back === 0) return `not recovered in ${of} seeds`
  const after = steadyMs ? `, after ${figureText(steadyMs, 'ms')}` : ''
  return `recovered in ${back} of ${of} seeds${after}`
}

function notes({ first }: Rehearsal): string {
  const since = first.disturbance === null ? '' : ' since the fault began'
  return (
    `answered: share of the calls${since}; attempts: for each of them; wasted: share of the ` +
    "upstream's work that was done for nobody."
  )
}

function changeText({ candidate }: Change, number: number, style: Style): string {
  const { width, paint, sign } = style
  const { setting, from, to, yaml } = candidate
  const text = `${setting}: ${from} ${sign.arrow} ${to}`
  const lines = yaml.trimEnd().split('\n')
  const body = lines.map((line) => `    ${visible(line)}\n`).join('')
  return `${paint.bold(number)} ${wrap(text, width - 2, '  ')}\n${body}`
}

function count({ base, tried, planned }: Suggestion): string {
  const seeds = base.seeds.length
  const all = tried < planned ? `${tried} of ${planned}` : String(tried)
  const rest = seeds > 1 ? `, the most promising over all ${seeds} seeds` : ''
  const end = tried < planned ? '; then interrupted' : rest
  return `${all} changes of one setting simulated${end}.`
}
