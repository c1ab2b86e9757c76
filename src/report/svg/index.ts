/**
 * Rehearsals as one SVG drawing with its own background, in light colours: for documents and
 * tickets. Each rehearsal has its title, verdict and four panels; policies that are compared have
 * a small panel each. All text of users goes through `text`, which escapes it.
 */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import type { SimulationView } from '../report.js'
import { type Chart, chartOf, groupsOf, multiplesOf } from './chart.js'
import { conclusionOf } from './conclusion.js'
import { textWidth } from './draw.js'
import { escaped } from './escaped.js'
import { MULTIPLE, WIDE } from './layout.js'
import { light, OUTCOMES } from './palette.js'
import { loadText, seedsText, subjectText } from './words.js'

const PAD = 24
const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
const WIDTH = WIDE.width + 2 * PAD

/** A stretch of the drawing, from its own top down. */
interface Block {
  readonly svg: string
  readonly height: number
}

/** The same view gives the same bytes. */
export function simulationSvg({ rehearsals, compared }: SimulationView): string {
  const blocks = compared
    ? groupsOf(rehearsals).map((group, i) => comparison(group, `s${i + 1}`))
    : rehearsals.map((one, i) => panels(one, `r${i + 1}`))
  let y = PAD
  const placed = blocks.map(({ svg, height }) => {
    const at = y
    y += height + PAD
    return `<g transform="translate(${PAD} ${at})">\n${svg}\n</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}"
viewBox="0 0 ${WIDTH} ${y}" font-family="${FONT}" role="img" aria-label="resil simulate">
<rect width="${WIDTH}" height="${y}" fill="${light('surface')}"/>
${placed.join('\n')}
</svg>
`
}

function panels(rehearsal: Rehearsal, id: string): Block {
  const { scenario, subject } = rehearsal
  const facts = [subjectText(subject), loadText(rehearsal), seedsText(rehearsal)].join(' · ')
  const head = heading(`${scenario.name}: ${scenario.title}`, facts)
  const chart = chartOf(rehearsal, WIDE, id)
  const svg = [head, verdict(rehearsal, 4, 66, 16), at(0, 84, chart.svg)].join('\n')
  return { svg, height: 84 + chart.plots.height }
}

function comparison(rehearsals: readonly Rehearsal[], id: string): Block {
  const first = rehearsals[0]!
  const { scenario } = first
  const head = heading(
    `${scenario.name}: ${scenario.title}`,
    `Outcomes per second · ${loadText(first)} · ${seedsText(first)}`,
  )
  const charts = multiplesOf(rehearsals, MULTIPLE, id)
  const cell = charts[0]!.plots.height + 48
  const cells = rehearsals.map((rehearsal, i) => {
    const x = (i % 2) * (WIDE.width - MULTIPLE.width)
    return at(x, 92 + Math.floor(i / 2) * cell, multiple(rehearsal, charts[i]!))
  })
  const svg = [head, legend(charts, 68), ...cells].join('\n')
  return { svg, height: 92 + Math.ceil(rehearsals.length / 2) * cell }
}

function multiple(rehearsal: Rehearsal, { svg }: Chart): string {
  const name = clipped(subjectText(rehearsal.subject), MULTIPLE.width, 13)
  return [
    text(name, { x: 4, y: 12, size: 13, weight: 600 }),
    verdict(rehearsal, 4, 30, 13),
    at(0, 34, svg),
  ].join('\n')
}

function heading(title: string, facts: string): string {
  return [
    text(clipped(title, WIDE.width, 18), { x: 4, y: 16, size: 18, weight: 600 }),
    text(clipped(facts, WIDE.width, 13), { x: 4, y: 40, size: 13, fill: light('muted') }),
  ].join('\n')
}

function verdict({ runs }: Rehearsal, x: number, y: number, size: number): string {
  const { tone, text: says } = conclusionOf(runs)
  return text(says, { x, y, size, weight: 600, fill: light(tone) })
}

function legend(charts: readonly Chart[], y: number): string {
  const seen = (label: string) => charts.some(({ names }) => names.has(label))
  const look = { y, size: 12, fill: light('muted') }
  let x = 4
  const items = OUTCOMES.filter(({ label }) => seen(label)).map(({ key, label }) => {
    const from = x
    x += 18 + textWidth(label, 12) + 14
    const swatch = `<rect x="${from}" y="${y - 10}" width="13" height="11" fill="${light(key)}"/>`
    return `${swatch}${text(label, { x: from + 18, ...look })}`
  })
  return [...items, seen('capacity') ? text('dashed: capacity', { x, ...look }) : ''].join('\n')
}

interface TextLook {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly weight?: number
  readonly fill?: string
}

function text(
  content: string,
  { x, y, size, weight = 400, fill = light('ink') }: TextLook,
): string {
  const look = `font-size="${size}" font-weight="${weight}" fill="${fill}"`
  return `<text x="${x}" y="${y}" ${look}>${escaped(content)}</text>`
}

function clipped(content: string, width: number, size: number): string {
  const most = Math.floor((width / textWidth('0'.repeat(100), size)) * 100)
  const characters = [...content]
  return characters.length <= most ? content : `${characters.slice(0, most - 1).join('')}…`
}

function at(x: number, y: number, svg: string): string {
  return `<g transform="translate(${x} ${y})">\n${svg}\n</g>`
}
