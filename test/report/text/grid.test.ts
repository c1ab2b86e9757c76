import { expect, it } from 'vitest'
import { gridLines, gridWidth, widthsOf } from '../../../src/report/text/grid.js'

const cells = (...texts: string[]) => texts.map((text) => ({ text }))

it('puts the first column to the left and the others to the right', () => {
  const rows = [cells('', 'one', 'two'), cells('first', '12', '3'), cells('服務', '5', '12 345')]
  expect(gridLines(rows)).toEqual([
    '       one     two',
    'first   12       3',
    '服務     5  12 345',
  ])
  expect(gridWidth(widthsOf(rows))).toBe(18)
})

it('paints cells after they have their place, and leaves no space at the end', () => {
  const star = (text: string) => `*${text}*`
  const rows = [
    [{ text: 'a', paint: star }, { text: '1', paint: star }, { text: '' }],
    cells('long', '22', '3'),
  ]
  expect(gridLines(rows)).toEqual(['*a*      *1*', 'long  22  3'])
})

it('has no lines without rows', () => {
  expect(gridLines([])).toEqual([])
  expect(gridWidth(widthsOf([]))).toBe(0)
})
