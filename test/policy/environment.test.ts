import { describe, expect, it } from 'vitest'
import {
  detectEnvironment,
  type EnvironmentFacts,
  recommendPreset,
} from '../../src/policy/environment.js'

const NOTHING: EnvironmentFacts = {
  variables: {},
  files: { env: false, git: false, dockerComposeDev: false },
  hostname: 'web',
}
const detect = (facts: Partial<EnvironmentFacts>) => detectEnvironment({ ...NOTHING, ...facts })
const brief = (facts: Partial<EnvironmentFacts>) => {
  const { environment, confidence, preset, signals } = detect(facts)
  return `${signals[0]?.source ?? '-'}: ${environment} ${confidence} ${preset}`
}

describe('detectEnvironment', () => {
  it.each([
    ['ENVIRONMENT', 'production', 'ENVIRONMENT: production 0.95 production'],
    ['ENVIRONMENT', 'prod', 'ENVIRONMENT: production 0.95 production'],
    ['ENVIRONMENT', 'LIVE', 'ENVIRONMENT: production 0.95 production'],
    ['ENVIRONMENT', ' staging ', 'ENVIRONMENT: staging 0.95 production'],
    ['ENVIRONMENT', 'stage', 'ENVIRONMENT: staging 0.95 production'],
    ['NODE_ENV', 'development', 'NODE_ENV: development 0.85 development'],
    ['FLASK_ENV', 'dev', 'FLASK_ENV: development 0.85 development'],
    ['APP_ENV', 'testing', 'APP_ENV: testing 0.85 development'],
    ['ENV', 'test', 'ENV: testing 0.85 development'],
    ['DEPLOYMENT_ENV', 'production', 'DEPLOYMENT_ENV: production 0.85 production'],
    [
      'DJANGO_SETTINGS_MODULE',
      'shop.settings.prod',
      'DJANGO_SETTINGS_MODULE: production 0.85 production',
    ],
    ['RAILS_ENV', 'production', 'RAILS_ENV: production 0.85 production'],
    ['DEBUG', 'true', 'DEBUG: development 0.7 development'],
    ['DEBUG', '1', 'DEBUG: development 0.7 development'],
    ['DEBUG', 'false', 'DEBUG: production 0.75 production'],
    ['DEBUG', '0', 'DEBUG: production 0.75 production'],
    ['PRODUCTION', 'true', 'PRODUCTION: production 0.75 production'],
    ['PROD', 'true', 'PROD: production 0.75 production'],
    ['PROD', 'false', '-: unknown 0.4 simple'],
    ['ENVIRONMENT', '', '-: unknown 0.4 simple'],
    ['ENVIRONMENT', 'uat', 'ENVIRONMENT: staging 0.7 production'],
    ['ENVIRONMENT', 'blue', 'ENVIRONMENT: unknown 0.4 simple'],
    ['ENVIRONMENT', 'constructor', 'ENVIRONMENT: unknown 0.4 simple'],
  ])('%s=%s', (name, value, expected) => {
    expect(brief({ variables: { [name]: value } })).toBe(expected)
  })

  it.each([
    ['env', '.env'],
    ['git', '.git'],
    ['dockerComposeDev', 'docker-compose.dev.yml'],
  ] as const)('a file %s speaks for development', (fact, name) => {
    const files = { ...NOTHING.files, [fact]: true }
    expect(brief({ files })).toBe(`${name}: development 0.7 development`)
  })

  it.each([
    ['prod-web-3.example.com', 'hostname: production 0.75 production'],
    ['api.staging2.example.com', 'hostname: staging 0.7 production'],
    ['dev01', 'hostname: development 0.7 development'],
    ['annas-mac.local', 'hostname: development 0.7 development'],
    ['domain.example.com', '-: unknown 0.4 simple'],
    ['', '-: unknown 0.4 simple'],
  ])('the host name %s', (hostname, expected) => {
    expect(brief({ hostname })).toBe(expected)
  })

  it('asks the variables in order and lists all signals, the deciding one first', () => {
    const variables = { RAILS_ENV: 'test', NODE_ENV: 'production', ENVIRONMENT: 'blue' }
    const found = detect({ variables, files: { ...NOTHING.files, git: true } })
    expect(found.signals.map((s) => `${s.source} ${s.environment} ${s.confidence}`)).toEqual([
      'NODE_ENV production 0.85',
      'RAILS_ENV testing 0.85',
      '.git development 0.7',
      'ENVIRONMENT unknown 0',
    ])
    expect(found.reason).toBe(
      'NODE_ENV is production. RAILS_ENV=test (testing), .git (development) say otherwise, ' +
        'with less weight.',
    )
  })

  it('a production flag outweighs a file of development', () => {
    const files = { ...NOTHING.files, env: true }
    const found = detect({ variables: { DEBUG: 'false' }, files })
    expect([found.environment, found.confidence]).toEqual(['production', 0.75])
    expect(found.reason).toContain('.env (development) says otherwise')
  })

  it('signals that agree are no conflict', () => {
    const found = detect({ variables: { NODE_ENV: 'production', ENVIRONMENT: 'prod' } })
    expect(found.reason).toBe('ENVIRONMENT is prod, which means production.')
  })
})

describe('recommendPreset', () => {
  it.each([
    ['development', 'development', 0.95, 'development'],
    ['dev', 'development', 0.9, 'development'],
    ['testing', 'development', 0.85, 'testing'],
    ['test', 'development', 0.85, 'testing'],
    ['staging', 'production', 0.9, 'staging'],
    ['stage', 'production', 0.85, 'staging'],
    ['production', 'production', 0.95, 'production'],
    ['Prod', 'production', 0.9, 'production'],
    ['live', 'production', 0.85, 'production'],
    ['my-staging-2', 'production', 0.7, 'staging'],
    ['pre-prod', 'production', 0.7, 'staging'],
    ['preprod', 'production', 0.7, 'staging'],
    ['uat', 'production', 0.7, 'staging'],
    ['integration-test', 'production', 0.7, 'staging'],
    ['devbox', 'development', 0.75, 'development'],
    ['local', 'development', 0.75, 'development'],
    ['load-test', 'development', 0.75, 'development'],
    ['sandbox', 'development', 0.75, 'development'],
    ['demo', 'development', 0.75, 'development'],
    ['prod-eu', 'production', 0.75, 'production'],
    ['release', 'production', 0.75, 'production'],
    ['stable', 'production', 0.75, 'production'],
    ['main', 'production', 0.75, 'production'],
    ['master', 'production', 0.75, 'production'],
    ['go-live', 'production', 0.75, 'production'],
    ['blue', 'simple', 0.4, 'unknown'],
    ['', 'simple', 0.4, 'unknown'],
    [undefined, 'simple', 0.4, 'unknown'],
  ])('%s', (name, preset, confidence, environment) => {
    const { reason, ...rest } = recommendPreset(name)
    expect(rest).toEqual({ preset, confidence, environment })
    expect(reason).toContain(name ?? 'No environment is named')
  })
})
