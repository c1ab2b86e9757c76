/** Presets, strategies, templates and recommendations as text. */
import { formatDuration } from '../../policy/duration.js'
import type { DetectedEnvironment, PresetRecommendation } from '../../policy/environment.js'
import type { Numbers, Preset, Template } from '../../policy/presets.js'
import { plainTable } from './audit.js'
import { padTo, type Style, visible, wrap } from './look.js'

export interface PresetTables {
  readonly presets: Readonly<Record<string, Preset>>
  readonly strategies: Readonly<Record<string, Numbers>>
  readonly templates: Readonly<Record<string, Template>>
}

export function presetsText(
  { presets, strategies, templates }: PresetTables,
  style: Style,
): string {
  const head = ['', 'attempts', 'waits', 'no new try after', 'opens at', 'stays open']
  const ofPresets = plainTable([...head.with(0, 'preset')], style)
  for (const { name, numbers } of Object.values(presets)) ofPresets.push([name, ...cells(numbers)])
  const ofStrategies = plainTable([...head.with(0, 'strategy')], style)
  for (const [name, numbers] of Object.entries(strategies)) {
    ofStrategies.push([name, ...cells(numbers)])
  }
  const titles = Object.values(presets).map(
    ({ name, title, strategy, operations, environments }) => {
      const own = Object.entries(operations).map(([operation, named]) => `${operation}: ${named}`)
      const text = [
        `${title}. For ${environments.join(', ')}; strategy ${strategy}`,
        ...(own.length > 0 ? [`operations ${own.join(', ')}`] : []),
      ].join('; ')
      return `  ${padTo(name, 12)} ${wrap(`${text}.`, style.width - 15, ' '.repeat(15))}\n`
    },
  )
  const named = Object.entries(templates).map(
    ([name, { title }]) => `  ${padTo(name, 20)} ${title}\n`,
  )
  return [
    `${tableText(ofPresets)}\n${titles.join('')}`,
    tableText(ofStrategies),
    `${style.paint.dim('template')}\n${named.join('')}`,
  ].join('\n')
}

function tableText(table: { toString(): string }): string {
  return `${table.toString().replace(/ +$/gm, '')}\n`
}

function cells(numbers: Numbers): string[] {
  const { maxAttempts, initialMs, minMs, maxMs, jitterMaxMs, maxElapsedMs, threshold } = numbers
  const first = Math.min(maxMs, Math.max(minMs, initialMs))
  return [
    String(maxAttempts),
    `${formatDuration(first)} to ${formatDuration(maxMs)}, + up to ${formatDuration(jitterMaxMs)}`,
    formatDuration(maxElapsedMs),
    `${threshold} failures`,
    formatDuration(numbers.openDurationMs),
  ]
}

export function templateText(name: string, { title, config }: Template, style: Style): string {
  const json = JSON.stringify(config, null, 2)
  const hint = 'As an environment variable: RESILIENCE_CUSTOM_CONFIG'
  return `${style.paint.bold(name)}  ${title}\n\n${json}\n\n${style.paint.dim(hint)}\n`
}

export function recommendationText(
  { preset, confidence, reason }: PresetRecommendation,
  style: Style,
): string {
  return `${style.paint.bold(preset)}  confidence ${confidence.toFixed(2)}\n  ${wrap(reason, style.width - 2, '  ')}\n`
}

export function detectionText(
  { preset, environment, confidence, reason, signals }: DetectedEnvironment,
  style: Style,
): string {
  const { paint } = style
  const head =
    `${paint.bold(preset)}  for environment ${environment}, ` +
    `confidence ${confidence.toFixed(2)}\n  ${wrap(reason, style.width - 2, '  ')}\n`
  const rows = signals.map(
    (signal) =>
      `  ${paint.dim(signal.confidence.toFixed(2))}  ` +
      `${padTo(`${signal.source}=${visible(signal.value)}`, 28)}  ${visible(signal.reason)}\n`,
  )
  return rows.length === 0 ? head : `${head}\n${paint.dim('Signals')}\n${rows.join('')}`
}
