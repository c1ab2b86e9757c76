import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { readSource } from '../../src/migrate/read-source.js'

const read = (file: string, ...lines: string[]) =>
  readSource(sourceText(file, `${lines.join('\n')}\n`))
const ids = (source: ReturnType<typeof read>) => source.formats.map((format) => format.id)

describe('a source', () => {
  it('names the format, the reason and the line', () => {
    const { formats } = read(
      'app.properties',
      'server.port=80',
      'hystrix.command.default.execution.isolation.thread.timeoutInMilliseconds=900',
    )

    expect(formats).toMatchObject([{ id: 'hystrix', span: { start: { line: 2 } } }])
    expect(formats[0]!.reason).toContain('hystrix.command')
  })

  it('may hold several formats, each read by its own reader', () => {
    const source = read(
      'application.yml',
      'hystrix:',
      '  command:',
      '    default:',
      '      circuitBreaker: {requestVolumeThreshold: 4}',
      'resilience4j:',
      '  retry:',
      '    instances:',
      '      pay: {maxAttempts: 4}',
    )

    expect(ids(source)).toEqual(['hystrix', 'resilience4j'])
    expect(source.imports.map((one) => one.settings.length)).toEqual([1, 1])
  })

  it('counts the keys that are about something else', () => {
    const source = read(
      'application.yml',
      'server: {port: 80, ssl: {enabled: true}}',
      'resilience4j.retry.instances.pay.maxAttempts: 4',
    )

    expect(source.otherKeys).toBe(2)
  })

  it('reads Spring files as YAML 1.1, where 012 is ten', () => {
    const [one] = read(
      'application.yml',
      'resilience4j.retry.instances.pay:',
      '  maxAttempts: 012',
    ).imports

    expect(one!.settings[0]!.targets).toMatchObject([{ path: 'retry.maxAttempts', value: 10 }])
  })

  it('that is a policy already is told apart, and checked', () => {
    expect(read('resil.yaml', 'version: 1', 'preset: simple')).toMatchObject({
      isPolicy: true,
      formats: [],
      diagnostics: [],
    })
    const broken = read('resil.yaml', 'version: 1', 'preset: simpel')
    expect(broken.isPolicy).toBe(false)
    expect(broken.diagnostics.map((d) => d.ruleId)).toEqual(['policy/unknown-preset'])
  })

  it('that is empty says so', () => {
    expect(read('a.yml', '# nothing').diagnostics.map((d) => d.ruleId)).toEqual(['migrate/empty'])
  })

  it('with a template gives a finding there and the rest of the file', () => {
    const source = read(
      'values.yaml',
      'name: {{ .Release.Name }}',
      'retry: {max_attempts: 4, backoff: exponential}',
      'circuit_breaker: {failure_threshold: 5, recovery_timeout_seconds: 30}',
    )

    expect(source.diagnostics.map((d) => `${d.ruleId}@${d.span?.start.line}`)).toContain(
      'syntax/template@1',
    )
    expect(ids(source)).toEqual(['custom'])
  })
})

it.each(['nginx.conf', '-'])(
  'a text of another syntax named %s is not blamed for its YAML',
  (file) => {
    const { formats, diagnostics } = read(file, 'upstream {', '  shop: [1;', '}', 'listen: }')

    expect(formats).toEqual([])
    expect(diagnostics.map((d) => `${d.severity} ${d.ruleId}`)).toEqual([
      'info migrate/unknown-syntax',
    ])
  },
)

describe('look-alikes are no configuration of ours', () => {
  it.each([
    [
      'Kubernetes probes',
      ['livenessProbe:', '  failureThreshold: 3', '  periodSeconds: 10', '  timeoutSeconds: 1'],
    ],
    ['a trading halt', ['circuit_breaker:', '  level_1: {drop_percent: 7, halt_minutes: 15}']],
    ['a web server', ['server: {port: 80}', 'timeout: 30']],
  ])('%s', (_, lines) => {
    expect(ids(read('a.yaml', ...lines))).toEqual([])
  })
})
