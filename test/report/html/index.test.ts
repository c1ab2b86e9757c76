import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../src/rehearse/candidates.js'
import { standingOf } from '../../../src/rehearse/standing.js'
import type { Change } from '../../../src/rehearse/suggest.js'
import { simulationHtml } from '../../../src/report/html/index.js'
import { html, jsonMarkup, raw } from '../../../src/report/html/markup.js'
import { LAZY_REPORTS } from '../../../src/report/index.js'
import {
  comparedView,
  HOSTILE,
  hostileView,
  SCENARIO,
  sampleRehearsal,
  sampleResult,
  sampleView,
} from '../svg/sample-rehearsal.js'

const REPORTS = '../../../fixtures/reports/html'

describe('the page of a rehearsal', () => {
  const page = simulationHtml(sampleView())

  it('is what it was', async () => {
    await expect(page).toMatchFileSnapshot(`${REPORTS}/outage.html`)
  })

  it('has the same bytes each time', () => {
    simulationHtml(comparedView())
    expect(simulationHtml(sampleView())).toBe(page)
  })

  it('names no address and loads nothing', () => {
    for (const text of [page, simulationHtml(comparedView())]) {
      expect(text).not.toMatch(/https?:|\/\/[a-z]|<link|<iframe|@import|url\((?!#)/i)
      expect(text).toContain("default-src 'none'")
    }
  })

  it('nests its elements and uses each id once', () => {
    for (const view of [sampleView(), comparedView(), hostileView()]) {
      const text = simulationHtml(view)
      expect(unbalanced(text)).toEqual([])
      const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const [, id] of text.matchAll(/(?:url\(|href="|labelledby=")#?([\w-]+)/g)) {
        expect(ids).toContain(id)
      }
    }
  })

  it('says expectations with marks and figures first, then the verdict, then the rest', () => {
    const order = ['availability.after &gt;= 99.9%', 'aria-label="not met"', 'recovered after 1 s']
    const places = [...order, '<svg', 'By phase', 'Times', 'What to watch', 'Run it again'].map(
      (text) => page.indexOf(text),
    )
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
  })

  it('adds moves of all clients up', () => {
    expect(page).toContain('30 of\n10 clients')
    expect(page.match(/threshold reached/g)).toHaveLength(1)
  })

  it('holds no number that is none', () => {
    expect(page.replace(/<script>[\s\S]*<\/script>/, '')).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('gives figures titles and captions, tables heads', () => {
    const count = (pattern: RegExp) => (page.match(pattern) ?? []).length
    expect(count(/<svg /g)).toBe(count(/role="img" aria-label="Outcomes/g))
    expect(count(/<figure /g)).toBe(count(/<figcaption>/g))
    expect(count(/<table>/g)).toBe(count(/<table><caption>/g))
    expect(count(/<th /g)).toBe(count(/<th scope="(col|row)"/g))
  })
})

describe('hostile text', () => {
  const page = simulationHtml(hostileView())

  it('becomes no markup', () => {
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page.match(/<\/script>/g)).toHaveLength(2)
    expect(page).not.toMatch(/<img|[\0\u202e]/)
    expect(page).toContain(
      '&lt;img src=x onerror=&quot;alert(2)&quot;&gt;&amp;&#39;\u{fffd}\u{fffd}',
    )
  })

  it('cannot end the data of a script', () => {
    const { text } = jsonMarkup({ a: `${HOSTILE}<!--\u2028` })
    expect(text).not.toMatch(/[<>&\u2028]/)
    expect(JSON.parse(text)).toEqual({ a: `${HOSTILE}<!--\u2028` })
  })

  it('is escaped in any part of a template', () => {
    expect(html`<a b="${'"><i>'}">${[['<'], null, false, 0]}</a>${raw('<br>')}`.text).toBe(
      '<a b="&quot;&gt;&lt;i&gt;">&lt;0</a><br>',
    )
  })
})

describe('other views', () => {
  it('policies side by side have a verdict each, a small chart each, and all of it below', () => {
    const page = simulationHtml(comparedView())
    expect(page).toContain('>Verdict</th>')
    expect(page.match(/class="multiple"/g)).toHaveLength(3)
    expect(page.match(/<details>/g)).toHaveLength(3)
    expect(page).toContain('outage: 3 policies')
  })

  it('several scenarios begin with an overview that leads to them', () => {
    const other = sampleRehearsal({ scenario: { ...SCENARIO, name: 'other' } })
    const page = simulationHtml(sampleView({ rehearsals: [sampleRehearsal(), other] }))
    expect(page).toContain('2 scenarios')
    expect(page).toContain('<a href="#r2">other</a>')
  })

  it('several seeds have means, 5–95 %, and how many came back', () => {
    const rehearsals = [sampleRehearsal({ seeds: [7, 8, 9] })]
    const page = simulationHtml(sampleView({ rehearsals }))
    expect(page).toContain('✔ recovered in 3 of 3 seeds, after 1 s')
    expect(page).toContain('Over 3 seeds')
    expect(page).toMatch(/<code>availability<\/code>.*78\.0%/)
  })

  it('what was interrupted, and a fault that touched nothing, are said', () => {
    const first = sampleResult()
    const faults = [{ ...first.faults[0]!, touched: 0 }]
    const rehearsals = [sampleRehearsal({ first: { ...first, faults } })]
    const page = simulationHtml(sampleView({ rehearsals, interrupted: true }))
    expect(page).toContain('Interrupted: some seeds are missing.')
    expect(page).toContain('touched no call')
  })

  it('a suggestion stands below its rehearsal: as it is, each change, the lines to write', () => {
    const base = sampleRehearsal()
    const candidate: Candidate = {
      ...{ setting: 'retry.maxAttempts', from: '3', to: '1', isLoss: true, subject: base.subject },
      yaml: 'defaults:\n  retry:\n    maxAttempts: 1 # <b>\n',
    }
    const standing = standingOf(base)
    const change: Change = { candidate, effect: 'cures', rehearsal: base, standing }
    const suggestion = { base, standing, isFine: false, tried: 9, planned: 12, nearest: null }
    const page = (found: Change[]) =>
      simulationHtml(sampleView({ rehearsals: [base], suggestions: [{ ...suggestion, found }] }))
    expect(page([change])).toContain('retry.maxAttempts: 3 → 1')
    expect(page([change])).toContain('maxAttempts: 1 # &lt;b&gt;</code>')
    expect(page([change])).toContain('changes the verdict</small>')
    expect(page([])).toContain('none helps</small>')
    expect(page([])).toMatch(/9 of 12 changes/)
  })

  it('where nothing goes wrong, shows the whole run', () => {
    const first = { ...sampleResult(), disturbance: null, faults: [], phases: [] }
    const whole = { ...first, phases: [{ ...first.total, name: 'all' }] }
    const page = simulationHtml(sampleView({ rehearsals: [sampleRehearsal({ first: whole })] }))
    expect(page).toContain('<dt>Available</dt>')
    expect(page).not.toContain('Shaded:')
  })

  it('quiet: results only', () => {
    expect(simulationHtml(sampleView({ quiet: true }))).not.toContain('Run it again')
  })

  it('without breakers says so', () => {
    const { subject, first } = sampleRehearsal()
    const policy = { ...subject.policy, circuitBreaker: null }
    const timeline = first.timeline.map((b) => ({ ...b, openShare: 0, halfOpenShare: 0 }))
    const rehearsal = sampleRehearsal({
      subject: { ...subject, policy },
      first: { ...first, transitions: [], timeline, timeToOpenMs: null, timeToCloseMs: null },
    })
    const page = simulationHtml(sampleView({ rehearsals: [rehearsal] }))
    expect(page).toContain('Circuit breakers: none in this policy')
    expect(page).toContain('No breaker moved.')
  })

  it('an empty run of nothing is a page too', () => {
    expect(simulationHtml(sampleView({ rehearsals: [] }))).toContain('Nothing was rehearsed')
  })
})

it('the list loads the formats that need a library when they are asked for', async () => {
  expect((await LAZY_REPORTS.html()).simulationHtml).toBe(simulationHtml)
  expect((await LAZY_REPORTS.svg()).simulationSvg(sampleView())).toContain('<svg')
})

const VOID = new Set(['meta', 'br', 'img', 'link', 'input', 'hr'])

/** Tags that are closed out of turn; scripts and styles are no markup. */
function unbalanced(page: string): string[] {
  const text = page.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
  const open: string[] = []
  const wrong: string[] = []
  for (const [, close, name, self] of text.matchAll(/<(\/?)([a-zA-Z][\w]*)[^<>]*?(\/?)>/g)) {
    if (self || VOID.has(name!)) continue
    if (!close) open.push(name!)
    else if (open.pop() !== name) wrong.push(name!)
  }
  return [...wrong, ...open]
}
