import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointerStep, sourceText } from '../../src/diagnostics/source.js'

describe('positions', () => {
  it.each([
    ['first character', 'abc', 0, 1, 1],
    ['after a line feed', 'a\nbc', 2, 2, 1],
    ['after CR LF', 'a\r\nbc', 4, 2, 2],
    ['after a lone CR', 'a\rbc', 2, 2, 1],
    ['the line feed belongs to its line', 'a\nb', 1, 1, 2],
    ['past the end', 'ab', 99, 1, 3],
    ['before the start', 'ab', -5, 1, 1],
    ['in an empty text', '', 0, 1, 1],
  ])('%s', (_, text, offset, line, column) => {
    expect(sourceText('f', text).positionAt(offset)).toMatchObject({ line, column })
  })

  it('agrees with counting characters one by one', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '😀') })
    fc.assert(
      fc.property(text, fc.nat(60), (body, at) => {
        const offset = Math.min(at, body.length)
        const before = body.slice(0, offset).split('\n')
        const { line, column } = sourceText('f', body).positionAt(offset)

        expect([line, column]).toEqual([before.length, before.at(-1)!.length + 1])
      }),
    )
  })

  it('gives lines without their ends', () => {
    const source = sourceText('f', 'one\r\ntwo\nthree')

    expect([0, 1, 2, 3, 4].map((n) => source.line(n))).toEqual(['', 'one', 'two', 'three', ''])
  })
})

describe('spans', () => {
  it('never end before they start', () => {
    const { start, end } = sourceText('f', 'abcdef').span(4, 2)

    expect([start.offset, end.offset]).toEqual([4, 4])
  })

  it('escape pointer steps as RFC 6901 asks', () => {
    expect(pointerStep('a/b~c')).toBe('/a~1b~0c')
  })
})
