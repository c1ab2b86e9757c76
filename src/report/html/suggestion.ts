/** What `--suggest` found: the policy as it is, each change, and the lines to write. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import type { Standing } from '../../rehearse/standing.js'
import type { Suggestion } from '../../rehearse/suggest.js'
import { conclusionOf } from '../svg/conclusion.js'
import { figure } from '../svg/words.js'
import { html, type Markup } from './markup.js'
import { row, table } from './tables.js'

/** Changes that are shown. */
const MOST = 3

export function suggestionBlock(suggestion: Suggestion): Markup {
  const { base, standing, found, nearest, tried, planned } = suggestion
  const shown = found.length > 0 ? found.slice(0, MOST) : nearest ? [nearest] : []
  const expects = base.expectations.length > 0
  const line = (change: string, { runs }: Rehearsal, of: Standing) => {
    const { tone, text } = conclusionOf(runs)
    return row(change, [
      html`<span class="${tone}">${text}</span>`,
      figure(of.since, 'share'),
      figure(of.amplification, 'ratio'),
      figure(of.wasted, 'share'),
      ...(expects ? [`${of.met.length} of ${base.expectations.length}`] : []),
    ])
  }
  const body = shown.map(({ candidate, rehearsal, standing: then }) => {
    const { setting, from, to } = candidate
    return line(`${setting}: ${from} → ${to}`, rehearsal, then)
  })
  const head = ['Change', 'Verdict', 'answered', 'attempts', 'wasted', ...(expects ? ['met'] : [])]
  const caption = html`One setting changed <small>${headline(suggestion)}</small>`
  return html`<div class="block said said-1">${table(caption, head, [
    line('as it is', base, standing),
    ...body,
  ])}
${shown.map(({ candidate }) => html`<pre><code>${candidate.yaml.trimEnd()}</code></pre>`)}
<p class="muted">${tried}${tried < planned && ` of ${planned}`} changes of one setting were
simulated.</p></div>`
}

function headline({ isFine, found, nearest }: Suggestion): string {
  const has = (wanted: string) => found.some(({ effect }) => effect === wanted)
  if (has('cures')) return 'changes the verdict'
  if (has('helps')) return 'helps, none is enough alone'
  const near = nearest ? '; this came nearest' : ''
  if (isFine) {
    return found.length > 0
      ? 'it comes through as it is; this does clearly better'
      : `it comes through as it is, and none is clearly better${near}`
  }
  return found.length > 0 ? 'none changes the verdict; these make it less bad' : `none helps${near}`
}
