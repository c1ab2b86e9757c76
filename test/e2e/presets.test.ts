import { describe, expect, it } from 'vitest'
import { resil } from '../support/run.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const json = async (args: readonly string[], env: Record<string, string> = {}) =>
  JSON.parse((await resil(['presets', ...args, '--json'], { env })).stdout)

describe('list', () => {
  it.each([[[]], [['list']]])('resil presets %j lists all', async (args) => {
    const { code, stdout, stderr } = await resil(['presets', ...args])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of ['simple', 'development', 'production', 'critical', 'low_latency']) {
      expect(stdout).toContain(name)
    }
  })

  it('as JSON', async () => {
    expect(await json([])).toMatchObject({
      version: 1,
      command: 'presets list',
      presets: { production: { strategy: 'conservative' } },
      strategies: { balanced: { maxAttempts: 3 } },
      templates: { low_latency: {} },
    })
  })

  it('takes no name', async () => {
    const { code, stderr } = await resil(['presets', 'list', 'simple'])
    expect(code).toBe(2)
    expect(stderr).toContain('resil presets show simple')
  })
})

describe('show', () => {
  it.each([
    ['production', 'retry.maxAttempts'],
    ['critical', 'strategy critical'],
    ['low_latency', '"retry_attempts": 1'],
  ])('%s', async (name, expected) => {
    const { code, stdout, stderr } = await resil(['presets', 'show', name])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(name)
    expect(stdout).toContain(expected)
  })

  it('as JSON', async () => {
    expect(await json(['show', 'production'])).toMatchObject({
      name: 'production',
      explanation: { attempts: { max: 5 } },
      operations: ['qa', 'sentiment', 'summarize', 'key_points', 'questions'],
    })
    expect(await json(['show', 'low_latency'])).toMatchObject({
      template: { config: { retry_attempts: 1 } },
    })
  })

  it.each([
    [['show'], 'presets show needs a name.', 'Use one of simple,'],
    [['show', 'produciton'], 'no preset, strategy or template produciton', 'mean production?'],
    [['show', 'xyz'], 'no preset, strategy or template xyz', 'Use one of simple,'],
    [['shwo', 'x'], 'presets does not know shwo.', 'Did you mean show?'],
    [['produciton'], 'presets does not know produciton.', 'resil presets show production'],
    [['zzz'], 'presets does not know zzz.', 'Use one of list, show, recommend.'],
  ])('%j is wrong usage: %s %s', async (args, message, help) => {
    const { code, stdout, stderr } = await resil(['presets', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(help)
  })
})

describe('recommend', () => {
  it.each([
    ['production', 'production'],
    ['dev', 'development'],
    ['no-such-thing', 'simple'],
  ])('for %s it is %s', async (environment, preset) => {
    const { code, stdout } = await resil(['presets', 'recommend', environment])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${preset} .*confidence 0\\.\\d\\d\n  \\S`))
    expect(await json(['recommend', environment])).toMatchObject({ recommendation: { preset } })
  })

  it('by the variables and files of this place', async () => {
    put('.env', '')
    const detected = await json(['recommend'], { NODE_ENV: 'production' })
    expect(detected).toMatchObject({
      detected: { environment: 'production', preset: 'production', confidence: 0.85 },
    })
    const sources = detected.detected.signals.map((signal: { source: string }) => signal.source)
    expect(sources).toEqual(expect.arrayContaining(['NODE_ENV', '.env']))
  })

  it('says it, each signal with its weight', async () => {
    const { stdout } = await resil(['presets', 'recommend'], { env: { ENVIRONMENT: 'prod' } })
    expect(stdout).toMatch(/^production\n {2}for environment production, confidence 0.95\n/)
    expect(stdout).toMatch(/^ENVIRONMENT=prod +0.95 /m)
  })

  it('shows no control character of a variable', async () => {
    const { stdout } = await resil(['presets', 'recommend'], { env: { NODE_ENV: '\u001b[31mx' } })
    expect(stdout).not.toContain('\u001b')
  })
})
