import { describe, expect, it } from 'vitest'
import {
  checkFlags,
  decisionsOf,
  type MigrateFlags,
  type OutputForm,
  targetName,
  targetsBeside,
  withDefaults,
} from '../../../src/cli/migration/options.js'

const none: MigrateFlags = { to: 'yaml', decide: [], operationMap: [] }

describe('checkFlags', () => {
  it.each([
    [{ write: true, check: true }, '--write and --check exclude each other.'],
    [{ write: true, stdout: true }, '--write and --stdout exclude each other.'],
    [{ json: true, stdout: true }, '--json and --stdout exclude each other.'],
    [{ json: true, interactive: true }, '--json and --interactive exclude each other.'],
    [{ undo: true, write: true }, '--undo and --write exclude each other.'],
    [{ undo: true, check: true }, '--undo and --check exclude each other.'],
    [{ undo: true, stdout: true }, '--undo and --stdout exclude each other.'],
    [{ undo: true, interactive: true }, '--undo and --interactive exclude each other.'],
    [{ stdinFilename: 'a.yml' }, '--stdin-filename names standard input, which is not read.'],
  ])('refuses %j', (flags, message) => {
    expect(() => checkFlags([], { ...none, ...flags })).toThrow(message)
  })

  it('refuses files beside --undo, which would be passed over', () => {
    expect(() => checkFlags(['a.yml'], { ...none, undo: true })).toThrow('--undo takes no files')
  })

  it.each([
    [{ undo: true, force: true }, []],
    [{ undo: true, json: true }, []],
    [{ write: true, force: true, json: true }, ['a.yml']],
    [{ check: true, stdout: true }, ['a.yml']],
    [{ stdinFilename: 'a.yml' }, ['-']],
  ])('lets %j pass', (flags, files) => {
    expect(() => checkFlags(files, { ...none, ...flags })).not.toThrow()
  })
})

it.each([
  [{}, 'yaml'],
  [{ output: 'policy.yml' }, 'yaml'],
  [{ output: 'policy.json' }, 'json'],
  [{ output: 'policy.JSONC' }, 'json'],
  [{ output: 'policy.json', to: 'env' as const }, 'env'],
  [{ output: 'config/.env' }, 'env'],
  [{ output: 'prod.env' }, 'env'],
  [{ output: 'set-env' }, 'yaml'],
  [{ output: 'set.sh' }, 'bash'],
])('withDefaults of %j is --to %s', (given, to) => {
  expect(withDefaults(given)).toEqual({ decide: [], operationMap: [], ...given, to })
})

it('decisionsOf reads --decide', () => {
  expect(decisionsOf({ ...none, decide: ['a.b=c'] })).toEqual({ 'a.b': 'c' })
})

it.each<[OutputForm, string]>([
  ['yaml', 'resil.yaml'],
  ['json', 'resil.json'],
  ['env', 'resil.env'],
  ['docker', 'resil.compose.yaml'],
  ['k8s', 'resil.configmap.yaml'],
  ['bash', 'resil.env.sh'],
])('--to %s goes to %s', (form, expected) => expect(targetName(form)).toBe(expected))

it.each<[OutputForm, string[], string[]]>([
  ['yaml', ['a.yml', 'b/c.json'], ['a.resil.yaml', 'b/c.resil.yaml']],
  ['json', ['a.toml', 'x.env'], ['a.resil.json', 'x.env.resil.json']],
  ['yaml', ['.env', 'stdin'], ['.env.resil.yaml', 'stdin.resil.yaml']],
  ['yaml', ['a.yml', 'a.yaml', 'b.yml'], ['a.yml.resil.yaml', 'a.yaml.resil.yaml', 'b.resil.yaml']],
])('--to %s of %j goes beside them: %j', (form, files, expected) => {
  expect(targetsBeside(form, files)).toEqual(expected)
})

it('no two results go to one file', () => {
  const files = ['app.yml', 'app.yaml', 'app.json', 'app.properties', 'app.toml', 'x/app.yml']
  expect(new Set(targetsBeside('yaml', files)).size).toBe(files.length)
})
