import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { flatten } from '../../src/syntax/flat.js'
import { parseJson } from '../../src/syntax/json.js'
import { parseYaml } from '../../src/syntax/yaml.js'
import { read } from './reading.js'

it('lists every leaf in file order, empty ones included', () => {
  const { root } = read(parseYaml, 'a:\n  b.c: 1\n  d: [x, {e: ~}]\nf: {}\ng: []\nh:\n')
  expect(flatten(root!).map(({ path, node }) => [path.join('|'), node.kind])).toEqual([
    ['a|b.c', 'scalar'],
    ['a|d|[0]', 'scalar'],
    ['a|d|[1]|e', 'scalar'],
    ['f', 'map'],
    ['g', 'seq'],
    ['h', 'scalar'],
  ])
})

it('gives the place of the key, and of the item in a list', () => {
  const { root } = read(parseYaml, 'a: [x]\n')
  expect(flatten(root!)[0]).toMatchObject({ keyText: '[0]', keySpan: { start: { column: 5 } } })
  const { root: scalar } = read(parseYaml, 'x\n')
  expect(flatten(scalar!)[0]).toMatchObject({ path: [], keyText: '', keySpan: scalar!.span })
})

test('there are as many leaves as a count of the value finds', () => {
  const count = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1
    const inner = Object.values(value)
    return inner.length === 0 ? 1 : inner.reduce((sum: number, v) => sum + count(v), 0)
  }
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      fc.pre(!/__proto__|constructor|prototype/.test(JSON.stringify(value)))
      const { root } = read(parseJson, JSON.stringify(value))
      expect(flatten(root!)).toHaveLength(count(JSON.parse(JSON.stringify(value))))
    }),
  )
})
