/**
 * Environment variables: .env files, the process environment, docker compose, Kubernetes and TOML
 * tables. Owns detection; read.ts owns the reading, names.ts the names, write.ts the way back.
 */
import type { Detection, Format } from '../format.js'
import { collect } from './collect.js'
import { operationsOf } from './groups.js'
import { readEnv } from './read.js'
import { recognise } from './recognise.js'

export { ENVIRONMENT_FILE, environmentText } from './environment-text.js'
export type { FlatKind } from './render.js'
export { writeFlat } from './write.js'

export const env: Format = {
  id: 'env',
  title: 'Environment variables (.env, docker compose, Kubernetes, TOML tables)',
  looksFor: 'variables such as RETRY_MAX_ATTEMPTS, CB_TIMEOUT_SECONDS or RESILIENCE_PRESET',
  detect(text): Detection | undefined {
    const { variables } = collect(text)
    const known = operationsOf(variables.map(({ name }) => name))
    const found = variables.filter(
      ({ name, value, missing }) =>
        (value !== '' || missing !== undefined) && recognise(name, known)?.kind === 'known',
    )
    const [first] = found
    if (first === undefined) return undefined
    const more = found.length - 1
    const rest = more === 0 ? '' : more === 1 ? ' and 1 more' : ` and ${more} more`
    return { reason: `the variable ${first.name}${rest}`, span: first.span }
  },
  read: readEnv,
}
