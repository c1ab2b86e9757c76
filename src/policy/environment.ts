/**
 * Which environment the program runs in, and which preset fits an environment.
 *
 * Pure: the caller gathers the facts (variables, files, host name). Figures and tables are those of
 * the reference system. A value outside its list of names is not lost: patterns read it as they
 * read a name given to `recommendPreset`, and what they cannot read is listed as a signal that says
 * nothing. Tables first; the order of rows breaks ties between equal confidences.
 */
import { type EnvironmentName, PRESETS, type PresetName } from './presets.js'

export interface EnvironmentFacts {
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Whether .env, .git and docker-compose.dev.yml are in the working directory. */
  readonly files: {
    readonly env: boolean
    readonly git: boolean
    readonly dockerComposeDev: boolean
  }
  readonly hostname: string
}

export interface EnvironmentSignal {
  /** A variable's name, a file's name, or `hostname`. */
  readonly source: string
  readonly value: string
  readonly environment: EnvironmentName | 'unknown'
  /** 0 to 1; 0 for a signal that says nothing. */
  readonly confidence: number
  readonly reason: string
}

export interface DetectedEnvironment {
  readonly environment: EnvironmentName | 'unknown'
  /** That of the deciding signal; 0.40 when there is none. */
  readonly confidence: number
  readonly preset: PresetName
  /** Every signal, the deciding one first, then by confidence. */
  readonly signals: readonly EnvironmentSignal[]
  readonly reason: string
}

export interface PresetRecommendation {
  readonly preset: PresetName
  readonly environment: EnvironmentName | 'unknown'
  readonly confidence: number
  readonly reason: string
}

/** Variables that name the environment, in the order in which they are asked. */
const NAMING_VARIABLES: readonly (readonly [name: string, confidence: number])[] = [
  ['ENVIRONMENT', 0.95],
  ['NODE_ENV', 0.85],
  ['FLASK_ENV', 0.85],
  ['APP_ENV', 0.85],
  ['ENV', 0.85],
  ['DEPLOYMENT_ENV', 0.85],
  ['DJANGO_SETTINGS_MODULE', 0.85],
  ['RAILS_ENV', 0.85],
]

/** Names of environments, with the confidence of a recommendation by that name. */
const NAMES: Readonly<Record<string, readonly [EnvironmentName, number]>> = {
  development: ['development', 0.95],
  dev: ['development', 0.9],
  testing: ['testing', 0.85],
  test: ['testing', 0.85],
  staging: ['staging', 0.9],
  stage: ['staging', 0.85],
  production: ['production', 0.95],
  prod: ['production', 0.9],
  live: ['production', 0.85],
}

/** Parts of names, in the order in which they are looked for: `pre-prod` before `prod`. */
const PATTERNS: readonly (readonly [RegExp, EnvironmentName, confidence: number])[] = [
  [/stag|pre-?prod|uat|integration/i, 'staging', 0.7],
  [/dev|local|test|sandbox|demo/i, 'development', 0.75],
  [/prod|live|release|stable|main|master/i, 'production', 0.75],
]

/** Variables that hint at an environment by a value. */
const FLAGS: readonly (readonly [string, RegExp, EnvironmentName, number])[] = [
  ['DEBUG', /^(?:true|1)$/i, 'development', 0.7],
  ['PRODUCTION', /^true$/i, 'production', 0.75],
  ['PROD', /^true$/i, 'production', 0.75],
  ['DEBUG', /^(?:false|0)$/i, 'production', 0.75],
]

const FILES: readonly (readonly [keyof EnvironmentFacts['files'], name: string])[] = [
  ['env', '.env'],
  ['git', '.git'],
  ['dockerComposeDev', 'docker-compose.dev.yml'],
]
const FILE_CONFIDENCE = 0.7

/** Whole words of a host name; parts of words would find `main` in `domain`. */
const HOST_WORDS: readonly (readonly [RegExp, EnvironmentName, confidence: number])[] = [
  [/^(?:staging|stage|stag|preprod|uat)\d*$/, 'staging', 0.7],
  [/^(?:development|dev|local|testing|test|sandbox|demo)\d*$/, 'development', 0.7],
  [/^(?:production|prod|live)\d*$/, 'production', 0.75],
]

const UNKNOWN_CONFIDENCE = 0.4

const PRESET_OF: Readonly<Record<EnvironmentName, PresetName>> = {
  development: 'development',
  testing: 'development',
  staging: 'production',
  production: 'production',
}

/** The environment that the facts speak for; the signal of the highest confidence decides. */
export function detectEnvironment(facts: EnvironmentFacts): DetectedEnvironment {
  const signals = [
    ...namingSignals(facts.variables),
    ...hintSignals(facts.variables),
    ...fileSignals(facts.files),
    ...hostSignals(facts.hostname),
  ].sort((a, b) => b.confidence - a.confidence)
  const deciding = signals[0]
  if (!deciding || deciding.environment === 'unknown') {
    return {
      environment: 'unknown',
      confidence: UNKNOWN_CONFIDENCE,
      preset: 'simple',
      signals,
      reason: 'Nothing here names the environment, so the preset that fits everywhere is taken.',
    }
  }
  return {
    environment: deciding.environment,
    confidence: deciding.confidence,
    preset: PRESET_OF[deciding.environment],
    signals,
    reason: `${deciding.reason}${conflictsWith(deciding, signals)}`,
  }
}

function conflictsWith(deciding: EnvironmentSignal, signals: readonly EnvironmentSignal[]): string {
  const others = signals.filter(
    ({ environment }) => environment !== 'unknown' && environment !== deciding.environment,
  )
  if (others.length === 0) return ''
  const named = others.map(({ source, value, environment }) =>
    value === source ? `${source} (${environment})` : `${source}=${value} (${environment})`,
  )
  const verb = others.length === 1 ? 'says' : 'say'
  return ` ${named.join(', ')} ${verb} otherwise, with less weight.`
}

function namingSignals(variables: EnvironmentFacts['variables']): EnvironmentSignal[] {
  return NAMING_VARIABLES.flatMap(([source, confidence]) => {
    const value = variables[source]?.trim()
    return value ? [namingSignal(source, value, confidence)] : []
  })
}

function namingSignal(source: string, value: string, weight: number): EnvironmentSignal {
  // Django names a module: `shop.settings.production`.
  const isModule = source === 'DJANGO_SETTINGS_MODULE'
  const name = (isModule ? value.slice(value.lastIndexOf('.') + 1) : value).toLowerCase()
  const signal = { source, value }
  const known = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
  if (known) {
    const meaning = value === known[0] ? '' : `, which means ${known[0]}`
    const reason = `${source} is ${value}${meaning}.`
    return { ...signal, environment: known[0], confidence: weight, reason }
  }
  for (const [part, environment, confidence] of PATTERNS) {
    if (!part.test(name)) continue
    const reason = `${source} is ${value}, which sounds like ${environment}.`
    return { ...signal, environment, confidence, reason }
  }
  const reason = `${source} is ${value}, which is no environment that resil knows.`
  return { ...signal, environment: 'unknown', confidence: 0, reason }
}

function hintSignals(variables: EnvironmentFacts['variables']): EnvironmentSignal[] {
  return FLAGS.flatMap(([source, pattern, environment, confidence]) => {
    const value = variables[source]?.trim() ?? ''
    if (!pattern.test(value)) return []
    const reason = `${source} is ${value}, as is usual in ${environment}.`
    return [{ source, value, environment, confidence, reason }]
  })
}

function fileSignals(files: EnvironmentFacts['files']): EnvironmentSignal[] {
  return FILES.filter(([file]) => files[file]).map(([, name]) => ({
    source: name,
    value: name,
    environment: 'development',
    confidence: FILE_CONFIDENCE,
    reason: `${name} is here, as is usual in development.`,
  }))
}

function hostSignals(hostname: string): EnvironmentSignal[] {
  const words = hostname.toLowerCase().split(/[^a-z0-9]+/)
  for (const [pattern, environment, confidence] of HOST_WORDS) {
    const word = words.find((candidate) => pattern.test(candidate))
    if (word === undefined) continue
    const reason = `The host name ${hostname} holds ${word}.`
    return [{ source: 'hostname', value: hostname, environment, confidence, reason }]
  }
  return []
}

/** The preset for an environment of that name; `simple` at 0.40 for a name that says nothing. */
export function recommendPreset(name?: string): PresetRecommendation {
  const wanted = name?.trim() ?? ''
  const lower = wanted.toLowerCase()
  const known = Object.hasOwn(NAMES, lower) ? NAMES[lower] : undefined
  if (known) return recommendation(known[0], known[1], `${wanted} is a name of ${known[0]}.`)
  for (const [pattern, environment, confidence] of PATTERNS) {
    const part = pattern.exec(lower)?.[0]
    if (part === undefined) continue
    const reason = `${wanted} holds ${part}, which sounds like ${environment}.`
    return recommendation(environment, confidence, reason)
  }
  const reason = wanted
    ? `${wanted} is no environment that resil knows; simple fits everywhere.`
    : 'No environment is named; simple fits everywhere.'
  return { preset: 'simple', environment: 'unknown', confidence: UNKNOWN_CONFIDENCE, reason }
}

function recommendation(
  environment: EnvironmentName,
  confidence: number,
  why: string,
): PresetRecommendation {
  const preset = PRESET_OF[environment]
  const title = PRESETS[preset].title.toLowerCase()
  return { preset, environment, confidence, reason: `${why} ${preset}: ${title}.` }
}
