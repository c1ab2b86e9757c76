/**
 * The colours of charts, by what they mean and not by hue. Outcomes come in families that eyes
 * without red or green tell apart too: blue was answered, gold (and violet) was turned away by the
 * policy itself, orange to red failed upstream. Inside a family lightness tells, and the lightness
 * of gold and orange takes turns. palette.test.ts measures that.
 *
 * Charts are drawn in the light colours. Each light colour is unique, because a page for two themes
 * puts its token in its place (`themed`): a changer must keep them apart.
 */
import type { FailureWord } from '../../simulator/recorder.js'

export type OutcomeKey = 'ok' | 'fallback' | FailureWord

export interface OutcomeLook {
  readonly key: OutcomeKey
  readonly label: string
}

/** From the bottom of the stack to its top. */
export const OUTCOMES: readonly OutcomeLook[] = [
  { key: 'ok', label: 'ok' },
  { key: 'fallback', label: 'fallback' },
  { key: 'breaker-open', label: 'breaker open' },
  { key: 'bulkhead-full', label: 'bulkhead full' },
  { key: 'own-rate-limit', label: 'own rate limit' },
  { key: 'rate-limited', label: '429 from upstream' },
  { key: 'timeout', label: 'timed out' },
  { key: 'error', label: 'error' },
  { key: 'refused', label: 'no connection' },
  { key: 'cancelled', label: 'cancelled' },
]

export type Token =
  | OutcomeKey
  | (typeof FURNITURE)[number]
  | (typeof LINES)[number]
  | (typeof STATES)[number]

const FURNITURE = [
  'surface',
  'ink',
  'muted',
  'grid',
  'axis',
  'fault',
  'good',
  'fair',
  'bad',
] as const
const LINES = ['p50', 'p95', 'p99', 'amplification', 'arrived', 'wasted', 'capacity'] as const
const STATES = ['closed', 'half-open', 'open'] as const

/** Token → [light, dark]. */
export const PALETTE: Readonly<Record<Token, readonly [string, string]>> = {
  surface: ['#ffffff', '#15191f'],
  ink: ['#1b2229', '#e6eaee'],
  muted: ['#56616c', '#a3aeb9'],
  grid: ['#e4e8ec', '#2a3139'],
  axis: ['#9aa4ae', '#5d6873'],
  fault: ['#b3261f', '#ff8a80'],
  good: ['#12694a', '#63d3a4'],
  fair: ['#7a5200', '#ecc062'],
  bad: ['#a8200d', '#ff9a8a'],

  ok: ['#5a9bd4', '#3f81b9'],
  fallback: ['#b4d7f1', '#9fcdec'],
  'breaker-open': ['#f6d772', '#f2d67c'],
  'bulkhead-full': ['#cba022', '#cfa631'],
  'own-rate-limit': ['#53358c', '#b298de'],
  'rate-limited': ['#f5a870', '#ecb088'],
  timeout: ['#d95c12', '#df6d2c'],
  error: ['#a03308', '#b64610'],
  refused: ['#661807', '#872712'],
  cancelled: ['#5c636a', '#5f666d'],

  p50: ['#7fb4b0', '#4f8f8b'],
  p95: ['#2f8f8a', '#55bdb5'],
  p99: ['#0c4f50', '#c2f2ea'],
  amplification: ['#7a2a8c', '#d69be6'],
  arrived: ['#c3ccd5', '#47525d'],
  wasted: ['#e0793f', '#d9713a'],
  capacity: ['#3a444e', '#c4ccd4'],

  closed: ['#d7dee5', '#333c46'],
  'half-open': ['#8a6708', '#fff0b8'],
  open: ['#eec64c', '#d8b347'],
}

export function light(token: Token): string {
  return PALETTE[token][0]
}

export function outcomeLabel(key: OutcomeKey): string {
  return OUTCOMES.find((outcome) => outcome.key === key)!.label
}

const BY_LIGHT = new Map(
  Object.entries(PALETTE).map(([token, [colour]]) => [colour, `var(--${token})`]),
)

/** The drawing with custom properties in the place of its light colours; see `paletteCss`. */
export function themed(svg: string): string {
  return svg.replace(/#[0-9a-f]{6}\b/g, (colour) => BY_LIGHT.get(colour) ?? colour)
}

/** `--ok:#…;` and so on, of one theme. */
export function paletteCss(theme: 'light' | 'dark'): string {
  const at = theme === 'light' ? 0 : 1
  return Object.entries(PALETTE)
    .map(([token, colours]) => `--${token}:${colours[at]}`)
    .join(';')
}
