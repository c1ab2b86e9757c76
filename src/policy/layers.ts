/**
 * Which layers speak for an operation, lowest first, and which preset and strategy are in force.
 * It gathers what each layer states; resolve.ts lays one over the other.
 */
import type { Span } from '../diagnostics/diagnostic.js'
import { pointerStep } from '../diagnostics/source.js'
import { type LeafValue, leavesOf } from './leaves.js'
import { leavesOfNumbers, PRESETS, type PresetName, STRATEGIES } from './presets.js'
import type { OperationSettings, PolicyDocument, StrategyName } from './schema.js'

export type LayerKind =
  | 'default'
  | 'preset'
  | 'strategy'
  | 'defaults'
  | 'environment'
  | 'operation'
  | 'variable'
  | 'flag'

/** Where a value comes from; `name` is the preset, strategy, environment, operation or variable. */
export interface Origin {
  readonly layer: LayerKind
  readonly name: string
  readonly span?: Span
}

/** What environment variables say (flat-config.ts reads them). */
export interface VariableLayer {
  readonly preset?: { readonly name: string; readonly origin: Origin }
  readonly strategy?: { readonly name: StrategyName; readonly origin: Origin }
  readonly operations: Readonly<Record<string, StrategyName>>
  readonly leaves: ReadonlyMap<string, LeafValue>
  /** Places inside the variable's value, by leaf path. */
  readonly spans?: ReadonlyMap<string, Span>
  readonly origin: Origin
}

export interface ResolveInput {
  readonly document?: PolicyDocument
  /** Place of a JSON pointer in the document's file. */
  readonly spanAt?: (pointer: string) => Span | undefined
  readonly environment?: string
  readonly variables?: VariableLayer
  /** The preset chosen by a flag. */
  readonly preset?: string
}

/** What one place states about an operation. */
export interface Layer {
  readonly leaves: ReadonlyMap<string, LeafValue>
  readonly origin: Origin
  /** What of its place it stands for; decides on the order of base and overlay. */
  readonly part?: 'defaults' | 'operation'
  /** Place of a leaf in the file or variable. */
  readonly spanOf?: (path: string) => Span | undefined
}

type OwnPreset = NonNullable<PolicyDocument['presets']>[string]

/** The layers of an operation, lowest first, with what chose them. */
export function layersFor(input: ResolveInput, operation: string | undefined) {
  const preset = choosePreset(input)
  const chain = presetChain(input.document, preset.name)
  const strategy = chooseStrategy(input, chain, operation)
  return { preset, strategy, layers: layersOf(input, chain, strategy, operation) }
}

/** Every operation that the document, the chosen preset or the variables name, in that order. */
export function operationNames(input: ResolveInput): string[] {
  const { builtIn, own } = presetChain(input.document, choosePreset(input).name)
  const overlay = overlayOf(input)
  return [
    ...new Set([
      ...Object.keys(input.document?.operations ?? {}),
      ...Object.keys(overlay?.operations ?? {}),
      ...own.flatMap(([, preset]) => Object.keys(preset.operations ?? {})),
      ...Object.keys(PRESETS[builtIn].operations),
      ...Object.keys(input.variables?.operations ?? {}),
    ]),
  ]
}

function overlayOf({ document, environment }: ResolveInput) {
  return environment === undefined ? undefined : get(document?.environments, environment)
}

/** Own properties only: an operation may be called `constructor`. */
function get<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined
}

function choosePreset(input: ResolveInput): { name: string; origin: Origin } {
  const { document, environment, variables } = input
  if (input.preset) return { name: input.preset, origin: { layer: 'flag', name: '--preset' } }
  if (variables?.preset) return variables.preset
  const overlay = overlayOf(input)
  if (environment !== undefined && overlay?.preset) {
    const pointer = `/environments${pointerStep(environment)}/preset`
    return {
      name: overlay.preset,
      origin: withSpan({ layer: 'environment', name: environment }, input, pointer),
    }
  }
  if (document?.preset) {
    const origin = withSpan({ layer: 'preset', name: document.preset }, input, '/preset')
    return { name: document.preset, origin }
  }
  return { name: 'simple', origin: { layer: 'default', name: 'simple' } }
}

function withSpan(origin: Origin, input: ResolveInput, pointer: string): Origin {
  const span = input.spanAt?.(pointer)
  return span ? { ...origin, span } : origin
}

interface PresetChain {
  readonly builtIn: PresetName
  /** Own presets, base first. */
  readonly own: readonly (readonly [name: string, preset: OwnPreset])[]
}

function presetChain(document: PolicyDocument | undefined, name: string): PresetChain {
  const own: (readonly [string, OwnPreset])[] = []
  let current = name
  for (;;) {
    const preset = get(document?.presets, current)
    if (!preset) break
    if (own.length > 64) throw new Error(`presets extend each other in a circle at ${current}`)
    own.unshift([current, preset])
    current = preset.extends ?? 'simple'
  }
  if (!Object.hasOwn(PRESETS, current)) throw new Error(`unknown preset ${current}`)
  return { builtIn: current as PresetName, own }
}

export interface ChosenStrategy {
  readonly name: StrategyName
  readonly origin: Origin
  /**
   * Own presets that it stands above; all, unless a preset named it: the settings of that preset
   * and of those that extend it win over the strategy's numbers.
   */
  readonly above?: number
}

function chooseStrategy(
  input: ResolveInput,
  chain: PresetChain,
  operation: string | undefined,
): ChosenStrategy | undefined {
  return (
    (operation === undefined ? undefined : operationStrategy(input, chain, operation)) ??
    defaultStrategy(input, chain)
  )
}

function operationStrategy(
  input: ResolveInput,
  { builtIn, own }: PresetChain,
  operation: string,
): ChosenStrategy | undefined {
  const { document, environment, variables } = input
  const named = variables && get(variables.operations, operation)
  if (named) return { name: named, origin: variables.origin }
  const key = pointerStep(operation)
  const overlay = get(overlayOf(input)?.operations, operation)?.strategy
  if (overlay) {
    const pointer = `/environments${pointerStep(environment!)}/operations${key}/strategy`
    const origin = withSpan({ layer: 'environment', name: environment! }, input, pointer)
    return { name: overlay, origin }
  }
  const stated = get(document?.operations, operation)?.strategy
  if (stated) {
    const pointer = `/operations${key}/strategy`
    return {
      name: stated,
      origin: withSpan({ layer: 'operation', name: operation }, input, pointer),
    }
  }
  for (const [above, [name, preset]] of [...own.entries()].toReversed()) {
    const strategy = get(preset.operations, operation)?.strategy
    const pointer = `/presets${pointerStep(name)}/operations${key}/strategy`
    const origin = withSpan({ layer: 'preset', name }, input, pointer)
    if (strategy) return { name: strategy, origin, above }
  }
  const builtInChoice = get(PRESETS[builtIn].operations, operation)
  const origin: Origin = { layer: 'preset', name: builtIn }
  return builtInChoice && { name: builtInChoice, origin, above: 0 }
}

function defaultStrategy(input: ResolveInput, { own }: PresetChain): ChosenStrategy | undefined {
  const { document, environment, variables } = input
  if (variables?.strategy) return variables.strategy
  const overlay = overlayOf(input)?.defaults?.strategy
  if (overlay) {
    const pointer = `/environments${pointerStep(environment!)}/defaults/strategy`
    const origin = withSpan({ layer: 'environment', name: environment! }, input, pointer)
    return { name: overlay, origin }
  }
  const stated = document?.defaults?.strategy
  if (stated) {
    const origin = withSpan({ layer: 'defaults', name: 'defaults' }, input, '/defaults/strategy')
    return { name: stated, origin }
  }
  for (const [above, [name, preset]] of [...own.entries()].toReversed()) {
    const strategy = preset.defaults?.strategy
    const pointer = `/presets${pointerStep(name)}/defaults/strategy`
    const origin = withSpan({ layer: 'preset', name }, input, pointer)
    if (strategy) return { name: strategy, origin, above }
  }
  return undefined
}

function layersOf(
  input: ResolveInput,
  { builtIn, own }: PresetChain,
  strategy: ChosenStrategy | undefined,
  operation: string | undefined,
): Layer[] {
  const { document, variables } = input
  const origin: Origin = { layer: 'preset', name: builtIn }
  const layers: Layer[] = [{ leaves: leavesOfNumbers(PRESETS[builtIn].numbers), origin }]
  const ofStrategy: Layer | undefined = strategy && {
    leaves: leavesOfNumbers(STRATEGIES[strategy.name]),
    origin: { layer: 'strategy', name: strategy.name },
  }
  const height = strategy?.above ?? own.length
  for (const [i, [name, preset]] of own.entries()) {
    if (ofStrategy && height === i) layers.push(ofStrategy)
    const at = `/presets${pointerStep(name)}`
    layers.push(...statedLayers(input, preset, operation, at, { layer: 'preset', name }))
  }
  if (ofStrategy && height === own.length) layers.push(ofStrategy)
  const stated = [
    ...statedLayers(input, document ?? {}, operation, '', { layer: 'defaults', name: 'defaults' }),
    ...overlayLayers(input, operation),
  ]
  layers.push(...stated.filter(({ part }) => part === 'defaults'))
  layers.push(...stated.filter(({ part }) => part === 'operation'))
  if (variables) {
    const { leaves, spans, origin } = variables
    layers.push({ leaves, origin, spanOf: (path) => spans?.get(path) })
  }
  return layers
}

function overlayLayers(input: ResolveInput, operation: string | undefined): Layer[] {
  const overlay = overlayOf(input)
  const { environment: name } = input
  if (!overlay || name === undefined) return []
  const at = `/environments${pointerStep(name)}`
  return statedLayers(input, overlay, operation, at, { layer: 'environment', name })
}

/** The layers of one place that holds `defaults` and `operations`. */
function statedLayers(
  { spanAt }: ResolveInput,
  place: { defaults?: OperationSettings | undefined; operations?: PolicyDocument['operations'] },
  operation: string | undefined,
  at: string,
  origin: Origin,
): Layer[] {
  const layers: Layer[] = []
  const placesBelow = (pointer: string) => (path: string) =>
    spanAt?.(pointer + path.split('.').map(pointerStep).join(''))
  if (place.defaults) {
    const spanOf = placesBelow(`${at}/defaults`)
    layers.push({ leaves: leavesOf(place.defaults), origin, part: 'defaults', spanOf })
  }
  const own = operation === undefined ? undefined : get(place.operations, operation)
  if (own && operation !== undefined) {
    const of: Origin =
      origin.layer === 'defaults' ? { layer: 'operation', name: operation } : origin
    const spanOf = placesBelow(`${at}/operations${pointerStep(operation)}`)
    layers.push({ leaves: leavesOf(own), origin: of, part: 'operation', spanOf })
  }
  return layers
}
