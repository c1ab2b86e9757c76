/**
 * What a rule is: a question that a valid policy may still answer badly, asked of every operation
 * as it resolves. Rules warn and never change anything; what makes a document invalid is the
 * schema's.
 *
 * Owns the way from a rule's words to a finding: places through origins, and one finding where one
 * value troubles several operations. A new rule is one file, one line in index.ts, one folder
 * below fixtures/rules and one test.
 */
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js'
import type { EnvironmentName } from '../policy/presets.js'
import type { LayerKind, Origin, ResolvedOperation, ResolveInput } from '../policy/resolve.js'
import type { StrategyName } from '../policy/schema.js'

/** One operation as it resolves in one environment. */
export interface CheckedOperation {
  /** The overlay in force; undefined for the document without one. */
  readonly environment: string | undefined
  readonly resolved: ResolvedOperation
  /** The strategy in force: the named one, else the default strategy of the built-in preset. */
  readonly strategy: { readonly name: StrategyName; readonly origin: Origin }
  /** What the policy is for, by the environment's name or else by the built-in preset. */
  readonly purpose: EnvironmentName | undefined
}

export interface RuleContext {
  readonly input: ResolveInput
  /** Defaults first, then each operation; then the same for each environment. */
  readonly operations: readonly CheckedOperation[]
}

export interface Rule {
  /** `<policy>/<what-is-wrong>`; its file, fixture and test have `-` for `/`. */
  readonly id: string
  readonly title: string
  /** Why it matters, in a sentence or two. */
  readonly docs: string
  check(context: RuleContext): Diagnostic[]
}

/** What a rule says about one operation. */
export interface Trouble {
  /** The fact with its numbers, as one sentence with its full stop. */
  readonly message: string
  readonly help: string
  /** The origins of the values at fault; the one of the highest layer is shown as the place. */
  readonly origins: readonly (Origin | undefined)[]
  readonly data: Readonly<Record<string, unknown>>
}

/** A rule that looks at each operation by itself. */
export function operationRule(
  about: Pick<Rule, 'id' | 'title' | 'docs'>,
  look: (operation: CheckedOperation) => Trouble | undefined,
): Rule {
  return { ...about, check: ({ operations }) => gather(about.id, operations, look) }
}

interface Found {
  readonly trouble: Trouble
  readonly span: Span | undefined
  readonly at: CheckedOperation[]
}

function gather(
  ruleId: string,
  operations: readonly CheckedOperation[],
  look: (operation: CheckedOperation) => Trouble | undefined,
): Diagnostic[] {
  const found = new Map<string, Found>()
  for (const operation of operations) {
    const trouble = look(operation)
    if (!trouble) continue
    const span = placeOf(trouble.origins)
    const key = `${span?.file}:${span?.start.offset}:${trouble.message}`
    const known = found.get(key)
    if (known) known.at.push(operation)
    else found.set(key, { trouble, span, at: [operation] })
  }
  return [...found.values()].map((one) => findingOf(ruleId, one))
}

const LAYERS: readonly LayerKind[] = [
  ...(['default', 'preset', 'strategy', 'defaults'] as const),
  ...(['environment', 'operation', 'variable', 'flag'] as const),
]

/** The place that made the trouble: of several values the one that came last, else the first. */
function placeOf(origins: Trouble['origins']): Span | undefined {
  const rank = (origin: Origin) => LAYERS.indexOf(origin.layer)
  const placed = origins.filter((origin) => origin?.span !== undefined) as Origin[]
  return placed.toSorted((a, b) => rank(b) - rank(a))[0]?.span
}

function findingOf(ruleId: string, { trouble, span, at }: Found): Diagnostic {
  const others = trouble.origins.flatMap((origin) => origin?.span ?? [])
  const related = others
    .filter((other) => other.start.offset !== span?.start.offset)
    .map((other) => ({ message: 'The other value.', span: other }))
  return {
    ruleId,
    severity: 'warning',
    message: trouble.message.replace(/\.$/, `${placesText(at)}.`),
    help: trouble.help,
    ...(span ? { span } : {}),
    ...(related.length > 0 ? { related } : {}),
    data: { ...trouble.data, operations: at.map(placeName) },
  }
}

/** Nothing when the defaults themselves are in trouble: then every operation is. */
function placesText(at: readonly CheckedOperation[]): string {
  if (at.some(({ environment, resolved }) => !environment && !resolved.operation)) return ''
  const inDocument = at.filter(({ environment }) => environment === undefined)
  const places = (inDocument.length > 0 ? inDocument : at).map(placeName)
  const more = places.length > 3 ? ` and ${places.length - 3} more` : ''
  return ` (${places.slice(0, 3).join(', ')}${more})`
}

function placeName({ environment, resolved }: CheckedOperation): string {
  const operation = resolved.operation ?? 'defaults'
  return environment === undefined ? operation : `${operation} in ${environment}`
}

/** The origin of a leaf of the resolved policy. */
export function originAt({ resolved }: CheckedOperation, path: string): Origin | undefined {
  return resolved.leaves.get(path)?.origin
}
