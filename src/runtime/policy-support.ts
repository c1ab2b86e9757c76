/**
 * What a policy asks for that this runtime cannot give, as warnings: a setting that is left out in
 * silence is worse than one that is refused. The policy stays good: another runtime, or the caller,
 * may give it.
 *
 * - `policy/unknown-handler`: `fallback.handler` names a function that is not registered.
 * - `policy/connect-not-enforced`: `timeout.connect`, which only the client that opens the
 *   connection can hold; the global `fetch` takes no such limit.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { suggest } from '../diagnostics/suggest.js'
import {
  operationNames,
  type ResolvedLeaf,
  type ResolveInput,
  resolveOperation,
} from '../policy/resolve.js'

/** Judges one leaf; null when there is nothing to say. */
type Judge = (leaf: ResolvedLeaf, handlers: readonly string[] | undefined) => Diagnostic | null

const JUDGES: readonly (readonly [path: string, judge: Judge])[] = [
  ['fallback.handler', judgeHandler],
  ['timeout.connect', judgeConnect],
]

/** One finding for each place. `handlers`: names that are registered; undefined: not known. */
export function supportFindings(
  input: ResolveInput,
  handlers: readonly string[] | undefined,
): Diagnostic[] {
  const asked = JUDGES.filter(([path]) => mentions(input, path))
  if (asked.length === 0) return []
  const found = new Map<string, Diagnostic>()
  for (const operation of [undefined, ...operationNames(input)]) {
    const { leaves } = resolveOperation(input, operation)
    for (const [path, judge] of asked) {
      const leaf = leaves.get(path)
      const problem = leaf === undefined ? null : judge(leaf, handlers)
      if (problem !== null) found.set(`${problem.ruleId} ${JSON.stringify(problem.span)}`, problem)
    }
  }
  return [...found.values()]
}

/** Resolving every operation costs far more than a look for the word. */
function mentions({ document }: ResolveInput, path: string): boolean {
  const key = path.slice(path.lastIndexOf('.') + 1)
  return document !== undefined && JSON.stringify(document).includes(`"${key}"`)
}

function judgeHandler(leaf: ResolvedLeaf, handlers: readonly string[] | undefined) {
  const { value, origin } = leaf
  if (handlers === undefined || typeof value !== 'string' || handlers.includes(value)) return null
  const meant = suggest(value, handlers)
  return {
    ruleId: 'policy/unknown-handler',
    severity: 'warning',
    message: `No fallback ${JSON.stringify(value)} is registered: \`value\` answers, or nothing.`,
    help: meant
      ? `Did you mean ${meant}?`
      : 'Register the function under this name in the option `fallbacks`.',
    ...(origin.span ? { span: origin.span } : {}),
    data: { name: value, ...(meant ? { suggestion: meant } : {}) },
  } as const
}

function judgeConnect({ value, origin }: ResolvedLeaf) {
  if (value === null || value === 'none') return null
  return {
    ruleId: 'policy/connect-not-enforced',
    severity: 'warning',
    message: '`timeout.connect` is not enforced: only the client that connects can hold it.',
    help: 'Set it on your client; `timeout.attempt` bounds connecting and answering together.',
    ...(origin.span ? { span: origin.span } : {}),
  } as const
}
