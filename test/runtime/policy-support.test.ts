/** What a policy asks for and does not get is told when it is loaded, with its place. */
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openOrchestrator } from '../../src/runtime/open.js'
import { readPolicies } from '../../src/runtime/policies.js'
import type { Reload } from '../../src/runtime/reload.js'
import { until } from '../support/policy-text.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const TEXT = `version: 1
defaults:
  timeout: { connect: 2s, attempt: 5s }
operations:
  pay: { fallback: { handler: cachd } }
  mail: { fallback: { handler: cached, value: later } }
  plain: { timeout: { connect: none } }
environments:
  staging: { operations: { pay: { fallback: { handler: other } } } }
`

const findings = (text: string, settings: object) =>
  readPolicies(text, settings).diagnostics.map(({ ruleId, severity, span }) => {
    return `${severity} ${ruleId}@${span?.start.line}:${span?.start.column}`
  })

it('a connect limit is told of once for each place, wherever it is in force', () => {
  expect(findings(TEXT, {})).toEqual(['warning policy/connect-not-enforced@3:23'])
  const only = 'version: 1\noperations:\n  a: { timeout: { connect: 1s } }\n  b: {}\n'
  expect(findings(only, {})).toEqual(['warning policy/connect-not-enforced@3:28'])
  expect(findings('version: 1\ndefaults: { timeout: { connect: none } }\n', {})).toEqual([])
})

it('a handler that nobody registered is told of, in the environment that is in force', () => {
  const connect = 'warning policy/connect-not-enforced@3:23'
  const handlers = ['cached']
  const unknown = 'warning policy/unknown-handler'
  expect(findings(TEXT, { handlers }).sort()).toEqual([connect, `${unknown}@5:31`])
  const staging = findings(TEXT, { handlers, environment: 'staging' })
  expect(staging.sort()).toEqual([connect, `${unknown}@9:56`])
  const { diagnostics } = readPolicies(TEXT, { handlers })
  expect(diagnostics.find(({ ruleId }) => ruleId === 'policy/unknown-handler')).toMatchObject({
    help: 'Did you mean cached?',
    data: { name: 'cachd', suggestion: 'cached' },
  })
})

it('opening and reloading a file tell of handlers; the policy is taken on', async () => {
  const text = (name: string) => `version: 1\ndefaults: { fallback: { handler: ${name} } }\n`
  const path = put('policy.yaml', text('cachd'))
  const reloads: Reload[] = []
  const { orchestrator, diagnostics, close } = await openOrchestrator(path, {
    variables: {},
    fallbacks: { cached: () => 'from the cache' },
    watch: { onReload: (reload) => reloads.push(reload), intervalMs: 10, debounceMs: 5 },
  })
  expect(diagnostics).toMatchObject([{ ruleId: 'policy/unknown-handler' }])
  const down = () => Promise.reject(new TypeError('down'))
  await expect(orchestrator.execute('get', down)).rejects.toThrow('down')
  for (const [name, told] of [
    ['cached', []],
    ['gone', [{ ruleId: 'policy/unknown-handler', severity: 'warning' }]],
  ] as const) {
    reloads.length = 0
    writeFileSync(path, text(name))
    await until(() => reloads.length > 0)
    expect(reloads).toMatchObject([{ applied: true, diagnostics: told }])
    if (name === 'cached') expect(await orchestrator.execute('get', down)).toBe('from the cache')
  }
  await close()
})
