/**
 * The two variables as text, quoted so that each consumer reads the same JSON back. The JSON itself
 * never holds a single quote (it is written as an escape), which makes single quotes safe in a
 * shell, in YAML and in .env files alike.
 */
import type { LeafValue } from '../../policy/leaves.js'

/** For whom the text is: a .env file, docker compose, a ConfigMap, a shell. */
export type FlatKind = 'env' | 'docker' | 'k8s' | 'bash'

type Lines = (preset: string, json: string | undefined) => readonly string[]

const LINES: Readonly<Record<FlatKind, Lines>> = {
  env: (preset, json) => assignments('', preset, json),
  bash: (preset, json) => assignments('export ', preset, json),
  docker: (preset, json) => [
    'services:',
    '  app:',
    '    environment:',
    // Compose reads $ as the start of a placeholder.
    ...mapping('      ', preset, json?.replaceAll('$', '$$$$')),
  ],
  k8s: (preset, json) => [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: resilience',
    'data:',
    ...mapping('  ', preset, json),
  ],
}

/** The text for one consumer; an empty configuration gives the preset alone. */
export function renderFlat(
  kind: FlatKind,
  preset: string,
  config: Readonly<Record<string, LeafValue>>,
): string {
  const json = Object.keys(config).length === 0 ? undefined : jsonOf(config)
  return `${LINES[kind](preset, json).join('\n')}\n`
}

function jsonOf(config: Readonly<Record<string, LeafValue>>): string {
  return JSON.stringify(config).replace(
    /['\u007f-\u009f\u2028\u2029\ufeff`]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function assignments(before: string, preset: string, json: string | undefined): string[] {
  const first = `${before}RESILIENCE_PRESET=${preset}`
  return json === undefined ? [first] : [first, `${before}RESILIENCE_CUSTOM_CONFIG='${json}'`]
}

function mapping(indent: string, preset: string, json: string | undefined): string[] {
  const first = `${indent}RESILIENCE_PRESET: ${preset}`
  return json === undefined ? [first] : [first, `${indent}RESILIENCE_CUSTOM_CONFIG: '${json}'`]
}
