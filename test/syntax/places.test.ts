import { expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { nearest, placesOf, toPlain } from '../../src/syntax/places.js'
import { parseYaml } from '../../src/syntax/yaml.js'

const text = 'a:\n  b: [1, x]\n'
const root = parseYaml(sourceText('f', text)).value!.documents[0]!.root!

it('gives plain data', () => {
  expect(toPlain(root)).toEqual({ a: { b: [1, 'x'] } })
})

it.each([
  ['/a/b/1', 'value', 'x'],
  ['/a/b', 'key', 'b'],
  ['/a/b/7', 'value', 'b'],
  ['/a/zebra/deep', 'value', 'a'],
] as const)('%s %s: the place, or the key of the nearest parent', (pointer, part, expected) => {
  const { start, end } = nearest(placesOf(root), pointer, part)
  const found = text.slice(start.offset, end.offset)

  expect(found).toBe(expected)
})
