/** Presets, strategies, templates and recommendations as text. */
import { formatDuration } from '../../policy/duration.js'
import type { DetectedEnvironment, PresetRecommendation } from '../../policy/environment.js'
import type { Numbers, Preset, Template } from '../../policy/presets.js'
import { columnsOf, padTo, type Style, wrap } from './look.js'
import { tableText } from './table.js'
import { visible } from './visible.js'

export interface PresetTables {
  readonly presets: Readonly<Record<string, Preset>>
  readonly strategies: Readonly<Record<string, Numbers>>
  readonly templates: Readonly<Record<string, Template>>
}

const HEAD = ['attempts', 'waits', 'tries for', 'opens at', 'open for']

export function presetsText(
  { presets, strategies, templates }: PresetTables,
  style: Style,
): string {
  const ofPresets = Object.values(presets).map(({ name, numbers }) => [name, ...cells(numbers)])
  const ofStrategies = Object.entries(strategies).map(([name, numbers]) => [
    name,
    ...cells(numbers),
  ])
  const aboutPresets = Object.values(presets).map((preset): [string, string] => [
    preset.name,
    sentences(preset),
  ])
  const aboutTemplates = Object.entries(templates).map(([name, { title }]): [string, string] => [
    name,
    title,
  ])
  return [
    tableText(['preset', ...HEAD], ofPresets, style),
    namedLines(aboutPresets, style),
    tableText(['strategy', ...HEAD], ofStrategies, style),
    `${style.paint.dim('template')}\n${namedLines(aboutTemplates, style)}`,
  ].join('\n')
}

function sentences({ title, strategy, operations, environments }: Preset): string {
  const own = Object.entries(operations).map(([operation, named]) => `${operation}: ${named}`)
  const others = own.length > 0 ? ` Operations: ${own.join(', ')}.` : ''
  return `${title}. For ${environments.join(', ')}. Strategy: ${strategy}.${others}`
}

function namedLines(rows: readonly (readonly [string, string])[], style: Style): string {
  const width = Math.max(...rows.map(([name]) => columnsOf(name)))
  const lines = rows.map(([name, text]) => {
    const body = wrap(text, style.width - width - 4, ' '.repeat(width + 4))
    return `  ${padTo(name, width)}  ${body}\n`
  })
  return lines.join('')
}

function cells(numbers: Numbers): string[] {
  const { maxAttempts, initialMs, minMs, maxMs, jitterMaxMs, maxElapsedMs, threshold } = numbers
  const first = Math.min(maxMs, Math.max(minMs, initialMs))
  return [
    String(maxAttempts),
    `${formatDuration(first)} to ${formatDuration(maxMs)}, +0 to ${formatDuration(jitterMaxMs)}`,
    formatDuration(maxElapsedMs),
    `${threshold} failures`,
    formatDuration(numbers.openDurationMs),
  ]
}

export function templateText(name: string, { title, config }: Template, style: Style): string {
  const json = JSON.stringify(config, null, 2)
  const hint = `To use it, set RESILIENCE_CUSTOM_CONFIG to this JSON.`
  return (
    `${style.paint.bold(name)}  ${title}\n\n${json}\n\n` +
    `${style.paint.dim(wrap(hint, style.width))}\n`
  )
}

export function recommendationText(
  { preset, confidence, reason }: PresetRecommendation,
  style: Style,
): string {
  const head = `${style.paint.bold(preset)}  confidence ${confidence.toFixed(2)}`
  return `${head}\n  ${wrap(reason, style.width - 2, '  ')}\n`
}

export function detectionText(
  { preset, environment, confidence, reason, signals }: DetectedEnvironment,
  style: Style,
): string {
  const { paint } = style
  const about = `for environment ${visible(environment)}, confidence ${confidence.toFixed(2)}`
  const head =
    `${paint.bold(preset)}\n  ${wrap(about, style.width - 2, '  ')}\n` +
    `  ${wrap(reason, style.width - 2, '  ')}\n`
  if (signals.length === 0) return head
  const rows = signals.map((signal) => [
    signal.source === signal.value ? signal.source : `${signal.source}=${signal.value}`,
    signal.confidence.toFixed(2),
    signal.reason,
  ])
  return `${head}\n${tableText(['signal', 'weight', 'what it says'], rows, style)}`
}
