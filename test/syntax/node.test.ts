import { expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { entryOf, valueAt } from '../../src/syntax/node.js'
import { parseYaml } from '../../src/syntax/yaml.js'

const root = parseYaml(sourceText('f', 'a: {b: {c: 7}}\nd: [1]\n')).value?.documents[0]?.root

it('walks down maps', () => {
  expect(valueAt(root, 'a', 'b', 'c')).toMatchObject({ kind: 'scalar', value: 7 })
  expect(valueAt(root)).toBe(root)
})

it('ends where there is no map or no such key', () => {
  expect(valueAt(root, 'd', 'b')).toBeUndefined()
  expect(valueAt(root, 'a', 'x', 'c')).toBeUndefined()
  expect(entryOf(undefined, 'a')).toBeUndefined()
})
