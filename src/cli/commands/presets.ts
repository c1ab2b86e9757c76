/** `resil presets`: the table of presets, one of them, or the one for an environment. */
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { suggest } from '../../diagnostics/suggest.js'
import { detectEnvironment, recommendPreset } from '../../policy/environment.js'
import { explainOperation } from '../../policy/explain.js'
import { PRESETS, STRATEGIES, TEMPLATES } from '../../policy/presets.js'
import { resolveOperation } from '../../policy/resolve.js'
import type { StrategyName } from '../../policy/schema.js'
import {
  detectionText,
  explanationText,
  jsonText,
  presetsText,
  recommendationText,
  styleOf,
  templateText,
} from '../../report/index.js'
import { meant } from '../policy-file.js'
import { type GlobalOptions, lookOf, print } from '../terminal.js'
import { EXIT, UsageError } from '../usage-error.js'

type PresetsFlags = GlobalOptions & { readonly json?: boolean }

const ACTIONS = ['list', 'show', 'recommend'] as const
const KNOWN = [PRESETS, STRATEGIES, TEMPLATES].flatMap((table) => Object.keys(table))

export async function presetsCommand(
  action: string | undefined,
  name: string | undefined,
  flags: PresetsFlags,
): Promise<number> {
  switch (action ?? 'list') {
    case 'list':
      if (name !== undefined) {
        throw new UsageError(`presets list takes no name.`, `Use: resil presets show ${name}`)
      }
      return list(flags)
    case 'show':
      return show(name, flags)
    case 'recommend':
      return recommend(name, flags)
    default:
      throw new UsageError(`presets does not know ${action}.`, actionMeant(action!))
  }
}

/** A preset's name in the place of an action is the likeliest slip. */
function actionMeant(word: string): string {
  const name = suggest(word, ACTIONS) === undefined ? suggest(word, KNOWN) : undefined
  return name === undefined ? meant(word, ACTIONS) : `Did you mean: resil presets show ${name}`
}

function list(flags: PresetsFlags): number {
  const tables = { presets: PRESETS, strategies: STRATEGIES, templates: TEMPLATES }
  if (flags.json) print(jsonText('presets list', tables))
  else print(presetsText(tables, styleOf(lookOf(flags, process.stdout))))
  return EXIT.clean
}

function show(name: string | undefined, flags: PresetsFlags): number {
  if (name === undefined) {
    throw new UsageError('presets show needs a name.', `Use one of ${KNOWN.join(', ')}.`)
  }
  if (!KNOWN.includes(name)) {
    throw new UsageError(`There is no preset, strategy or template ${name}.`, meant(name, KNOWN))
  }
  const style = styleOf(lookOf(flags, process.stdout))
  if (Object.hasOwn(TEMPLATES, name)) {
    const template = TEMPLATES[name]!
    print(
      flags.json
        ? jsonText('presets show', { name, template })
        : templateText(name, template, style),
    )
    return EXIT.clean
  }
  const document = Object.hasOwn(PRESETS, name)
    ? ({ version: 1, preset: name } as const)
    : ({ version: 1, defaults: { strategy: name as StrategyName } } as const)
  const explanation = explainOperation(resolveOperation({ document }, undefined))
  const operations = Object.hasOwn(PRESETS, name)
    ? Object.keys(PRESETS[name as keyof typeof PRESETS].operations)
    : []
  if (flags.json) print(jsonText('presets show', { name, explanation, operations }))
  else print(explanationText(explanation, operations, style, name))
  return EXIT.clean
}

function recommend(environment: string | undefined, flags: PresetsFlags): number {
  const style = styleOf(lookOf(flags, process.stdout))
  if (environment !== undefined) {
    const recommendation = recommendPreset(environment)
    print(
      flags.json
        ? jsonText('presets recommend', { recommendation })
        : recommendationText(recommendation, style),
    )
    return EXIT.clean
  }
  const detected = detectEnvironment({
    variables: process.env,
    files: {
      env: existsSync('.env'),
      git: existsSync('.git'),
      dockerComposeDev: existsSync('docker-compose.dev.yml'),
    },
    hostname: hostname(),
  })
  print(flags.json ? jsonText('presets recommend', { detected }) : detectionText(detected, style))
  return EXIT.clean
}
