/**
 * Ten fixtures read by a person: the lines that hold a resilience setting, whatever becomes of it.
 * They show the traits of real files (half dotted and half nested keys, old names, lists by index,
 * anchors, ladders, names nearly right). A reader that overlooks a line, or sees one that is none,
 * fails here even if its golden file agrees with it.
 */
import { expect, it } from 'vitest'
import { fixtures, migrateBytes } from '../support/migrated-fixtures.js'

it.each<[name: string, lines: number[], otherKeys: number]>([
  ['hystrix/nested-dotted-and-mixed', [5, 7, 8, 9, 10], 0],
  ['hystrix/typos', [1, 2, 3, 4, 5, 6, 7, 8], 0],
  ['hystrix/ribbon-product-and-retries-cut', [7, 9, 10, 11, 12, 13, 15], 0],
  ['resilience4j/old-names', [5, 7, 8, 12, 13, 17, 18, 19, 23], 0],
  ['resilience4j/properties-and-indexes', [2, 3, 4, 5, 6, 7, 8, 9], 2],
  ['resilience4j/exceptions', [6, 9, 11, 14, 16, 18, 19, 23, 24, 25, 29], 0],
  ['env/compose-list', [2, 3, 7, 8, 9, 10, 11], 0],
  ['env/kubernetes', [17, 19, 22, 29, 30, 43], 24],
  ['env/explicit-ladder', [1, 2, 3, 4, 5, 6, 7, 8, 9], 0],
  ['env/wrangler', [5, 6, 7, 8, 11, 12], 2],
])('%s', (name, lines, otherKeys) => {
  const { file, bytes } = fixtures.find((fixture) => fixture.name === name)!
  const result = migrateBytes(file, bytes)!
  const booked = [...new Set(result.settings.map((setting) => setting.span.start.line))]

  expect(booked.sort((a, b) => a - b)).toEqual(lines)
  expect(result.otherKeys).toBe(otherKeys)
})
