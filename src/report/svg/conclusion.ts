/** Whether the system came back, over all seeds, in a sentence with a mark and a colour. */
import type { RunDigest } from '../../rehearse/rehearsal.js'
import { type Tone, toneOf, verdictParts } from '../../rehearse/verdicts.js'
import { millis } from './words.js'

export interface Conclusion {
  readonly tone: Tone
  /** With a glyph, for eyes and printers without colour. */
  readonly text: string
}

const GLYPHS: Readonly<Record<Tone, string>> = { good: '✔', fair: '≈', bad: '✖' }

export function conclusionOf(runs: readonly RunDigest[]): Conclusion {
  const verdicts = runs.map(({ verdict }) => verdict)
  const tone = toneOf(verdicts)
  const parts = verdictParts(verdicts, ({ mean, min, max, p5, p95 }) =>
    min === max ? millis(mean) : `${millis(mean)} (${millis(p5)} to ${millis(p95)})`,
  )
  return { tone, text: `${GLYPHS[tone]} ${parts.join('; ')}` }
}
