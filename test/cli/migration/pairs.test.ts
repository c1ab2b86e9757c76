import { expect, it } from 'vitest'
import { operationMapOf, parseDecisions } from '../../../src/cli/migration/pairs.js'
import { UsageError } from '../../../src/cli/usage-error.js'
import { put, workInTemporaryFolder } from '../../support/temporary-folder.js'

workInTemporaryFolder()

it.each([
  [[], {}],
  [['a=b'], { a: 'b' }],
  [['a.b=c', 'd=e=f'], { 'a.b': 'c', d: 'e=f' }],
  [['a='], { a: '' }],
  [['a=1', 'a=2'], { a: '2' }],
])('--decide %j is %j', (pairs, expected) => {
  expect(parseDecisions(pairs, '--decide')).toEqual(expected)
})

it.each(['a', '=b', ''])('--decide %j is no pair', (pair) => {
  expect(() => parseDecisions([pair], '--decide')).toThrow(
    new UsageError(`--decide ${pair} is no key=value pair.`, 'Write --decide KEY=VALUE.'),
  )
})

it('a key named __proto__ is a key like others', () => {
  expect(Object.keys(parseDecisions(['__proto__=x'], '--decide'))).toEqual(['__proto__'])
})

it.each([
  ['names.yml', 'GetUser: user\n"a=b": c\n'],
  ['names.json', '{"GetUser": "user", "a=b": "c"}'],
])('--operation-map takes a file: %s', (path, text) => {
  put(path, text)
  expect(operationMapOf([path, 'x=y'])).toEqual({ GetUser: 'user', 'a=b': 'c', x: 'y' })
})

it('the later of two names for one operation holds', () => {
  put('names.yml', 'a: one\n')
  expect(operationMapOf(['names.yml', 'a=two'])).toEqual({ a: 'two' })
  expect(operationMapOf(['a=two', 'names.yml'])).toEqual({ a: 'one' })
})

it.each([
  ['a list', '- a\n- b\n'],
  ['a text', 'just a text\n'],
  ['nested', 'a:\n  b: c\n'],
  ['empty', ''],
  ['not readable as YAML', 'a: [1\nb: 2\n'],
])('a file that is no map of names is refused: %s', (_, text) => {
  put('names.yml', text)
  expect(() => operationMapOf(['names.yml'])).toThrow('names.yml is no map of operation names.')
})

it('a file that is not there is refused, with the likely name', () => {
  put('names.yml', 'a: b\n')
  expect(() => operationMapOf(['nams.yml'])).toThrow('There is no file nams.yml.')
})
