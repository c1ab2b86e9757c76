import { expect, it } from 'vitest'
import {
  OUTCOMES,
  PALETTE,
  paletteCss,
  type Token,
  themed,
} from '../../../src/report/svg/palette.js'

type Rgb = readonly [number, number, number]

/** Machado, Oliveira, Fernandes 2009, severity 1, on linear light. */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function linear(hex: string): Rgb {
  const at = (i: number) => {
    const s = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }
  return [at(1), at(3), at(5)]
}

function times(rows: readonly Rgb[], [r, g, b]: Rgb): Rgb {
  const [x, y, z] = rows.map((row) => row[0] * r + row[1] * g + row[2] * b)
  return [x!, y!, z!]
}

/** OKLab, times 100: 2 can just be told apart side by side. */
function lab(rgb: Rgb): Rgb {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map((value) => Math.cbrt(Math.max(0, value))) as unknown as Rgb
  return times(
    [
      [21.04542553, 79.3617785, -0.40720468],
      [197.79984951, -242.8592205, 45.05937099],
      [2.59040371, 78.27717662, -80.8675766],
    ],
    lms,
  )
}

function distance(a: string, b: string, eyes: readonly Rgb[]): number {
  const [x, y] = [a, b].map((hex) => lab(times(eyes, linear(hex))))
  return Math.hypot(...x!.map((value, i) => value - y![i]!))
}

function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((hex) => {
    const [red, green, blue] = linear(hex)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  })
  return (Math.max(x!, y!) + 0.05) / (Math.min(x!, y!) + 0.05)
}

const THEMES = [0, 1] as const
const keys = OUTCOMES.map(({ key }) => key)
const PAIRS = keys.flatMap((a, i) => keys.slice(i + 1).map((b) => [a, b] as const))

it.each(Object.keys(EYES))('outcomes can be told apart by %s eyes, in both themes', (eyes) => {
  for (const theme of THEMES) {
    for (const [a, b] of PAIRS) {
      const apart = distance(PALETTE[a][theme], PALETTE[b][theme], EYES[eyes]!)
      expect(apart, `${a} and ${b} in theme ${theme}`).toBeGreaterThan(6)
    }
  }
})

it('what was answered is far from what was not', () => {
  for (const eyes of Object.values(EYES)) {
    for (const theme of THEMES) {
      for (const key of keys.slice(2)) {
        const apart = distance(PALETTE.ok[theme], PALETTE[key][theme], eyes)
        expect(apart, `ok and ${key} in theme ${theme}`).toBeGreaterThan(9)
      }
    }
  }
})

it.each(['ink', 'muted', 'good', 'fair', 'bad', 'fault', 'amplification'] as const)(
  '%s can be read on the surface in both themes',
  (token: Token) => {
    for (const theme of THEMES) {
      expect(contrast(PALETTE[token][theme], PALETTE.surface[theme])).toBeGreaterThan(4.5)
    }
  },
)

it('no two tokens share a light colour: a drawing could not be themed', () => {
  const colours = Object.values(PALETTE).map(([colour]) => colour)
  expect(new Set(colours).size).toBe(colours.length)
})

it('themes a drawing by tokens', () => {
  expect(themed(`fill="${PALETTE.ok[0]}" stroke="#123456"`)).toBe(
    'fill="var(--ok)" stroke="#123456"',
  )
  expect(paletteCss('dark')).toContain(`--ok:${PALETTE.ok[1]}`)
})
