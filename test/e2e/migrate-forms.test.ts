import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { migrationsOf, resil, shell, take } from '../support/run.js'
import { workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const read = (path: string) => readFileSync(path, 'utf8')

describe.each(['yaml', 'json'])('--to %s', (form) => {
  it('is what explain reads, and migrating it again changes nothing', async () => {
    take('legacy.env')
    const { code, stdout, stderr } = await resil([
      'migrate',
      'legacy.env',
      '--to',
      form,
      '--stdout',
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    await resil(['migrate', 'legacy.env', '--to', form, '--write'])
    expect(read(`resil.${form}`)).toBe(stdout)

    const explain = await resil(['explain', '--json', '--file', `resil.${form}`])
    expect(JSON.parse(explain.stdout).explanation).toMatchObject({ attempts: { max: 4 } })
    const again = await resil(['migrate', `resil.${form}`, '--check'])
    expect(again.code).toBe(0)
  })
})

const FLAT = [
  ['env', 'resil.env'],
  ['docker', 'resil.compose.yaml'],
  ['k8s', 'resil.configmap.yaml'],
  ['bash', 'resil.env.sh'],
] as const

describe.each(FLAT)('--to %s', (form, name) => {
  it('reads back as the same values', async () => {
    take('legacy.env')
    const written = await resil(['migrate', 'legacy.env', '--to', form, '--write'])
    expect(written.code).toBe(0)
    const [first] = await migrationsOf(['legacy.env', '--to', form])
    const [again] = await migrationsOf([name, '--to', form])
    expect(again.output).toBe(first.output)
    expect(again.done).toBe('unchanged')
    expect(again.document).toEqual(first.document)
    expect((await resil(['migrate', name, '--to', form, '--check'])).code).toBe(0)
  })

  it('says what it cannot hold', async () => {
    take('application.yml')
    const { code, stdout } = await resil(['migrate', 'application.yml', '--to', form])
    expect(code).toBe(0)
    expect(stdout).toContain('env/cannot-hold')
    expect(stdout).toContain('of operation billing')
    const plain = await resil(['migrate', 'application.yml', '--to', form, '--stdout'])
    expect(plain.stderr).toContain('env/cannot-hold')
    expect(plain.stdout).not.toContain('cannot-hold')
  })
})

it('--to env holds in the environment of the process', async () => {
  take('legacy.env')
  const { code, stdout } = await shell(
    'resil migrate legacy.env --to bash --stdout > set.sh && . ./set.sh && resil explain --json',
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    explanation: { attempts: { max: 4 }, preset: { name: 'simple' } },
  })
})

it.each([
  ['policy.json', /^\{/],
  ['policy.yaml', /^# /],
  ['conf/.env', /^RESILIENCE_PRESET=/],
  ['policy.sh', /^export /],
])('-o %s alone says the form', async (name, expected) => {
  take('legacy.env')
  const { code } = await resil(['migrate', 'legacy.env', '-o', name, '--write'])
  expect(code).toBe(0)
  expect(read(name)).toMatch(expected)
})

it('--stdout of several merged inputs is one document', async () => {
  take('legacy.env', 'application.yml')
  const args = ['migrate', 'legacy.env', 'application.yml', '--merge', '--stdout']
  const { code, stdout } = await resil(args)
  expect(code).toBe(0)
  const { stdout: explained } = await resil(['explain', 'billing', '--file', '-', '--json'], {
    input: stdout,
  })
  expect(JSON.parse(explained).explanation.attempts.max).toBe(4)
})

it('--stdout of what is a policy already prints nothing, and says why', async () => {
  take('legacy.env')
  await resil(['migrate', 'legacy.env', '--write'])
  const { code, stdout, stderr } = await resil(['migrate', 'resil.yaml', '--stdout'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toBe('resil.yaml is a resil policy already.\n')
})
