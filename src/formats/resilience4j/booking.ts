/**
 * From the plans of the base and of each environment to targets and implied values.
 *
 * The base is booked as a whole. An environment states what differs from the base, what its own
 * documents set (equal or not), and, where it changes a kind, all leaves that hang on the kind: the
 * policy forgets those when a layer names another kind.
 */
import { FEATURES, KIND_BOUND, LEAVES, sameLeaf } from '../../policy/leaves.js'
import type { Scope } from '../format.js'
import type { Books } from './books.js'
import { isCell, type Line } from './lines.js'
import type { Outcome, Plan } from './plan.js'
import type { Environment } from './profiles.js'

const NOTHING: Outcome = { lines: new Map(), off: new Map(), present: new Set() }

/** Leaves that are only written where they matter; missing, they are at the model's default. */
const OPTIONAL = [
  'retry.abortOn',
  'circuitBreaker.ignoreOn',
  'circuitBreaker.countRejections',
  'circuitBreaker.scope',
  'order',
]

/** Where a time limiter stands decides which of the two it sets. */
const TIME_LIMITS = ['timeout.attempt', 'timeout.total'] as const

export function bookBase(plan: Plan, books: Books): void {
  for (const [operation, outcome] of plan) {
    const scope = operation === undefined ? {} : { operation }
    for (const line of outcome.lines.values()) bookLine(books, scope, line)
    for (const [feature, { kind, why }] of outcome.off) {
      books.implied(kind, scope, feature, false, why)
    }
  }
}

/** `baseDocuments`: the documents that are in force without a profile. */
export function bookEnvironment(
  { name: environment }: Environment,
  plan: Plan,
  base: Plan,
  baseDocuments: ReadonlySet<number>,
  books: Books,
): void {
  for (const operation of new Set([...plan.keys(), ...base.keys()])) {
    const here = plan.get(operation) ?? NOTHING
    const there = base.get(operation) ?? NOTHING
    const scope: Scope = {
      ...(operation === undefined ? {} : { operation }),
      ...(environment === undefined ? {} : { environment }),
    }
    const differs = (path: string) =>
      !there.lines.has(path) || !sameLeaf(here.lines.get(path)?.value, there.lines.get(path)?.value)
    for (const [path, line] of here.lines) {
      const isOwn = isCell(line.from) && !baseDocuments.has(line.from.document)
      if (differs(path) || isOwn || hangsOnChange(path, here, differs)) {
        bookLine(books, scope, line)
      }
    }
    bookOff(books, scope, here, there)
    bookReset(books, scope, here, there)
  }
}

/** The leaf means something under a kind that this environment changes. */
function hangsOnChange(path: string, here: Outcome, differs: (path: string) => boolean): boolean {
  return KIND_BOUND.some(
    ({ leaf, choice }) => leaf === path && here.lines.has(choice) && differs(choice),
  )
}

function bookLine(books: Books, scope: Scope, { path, value, from, also }: Line): void {
  if (!isCell(from)) {
    books.implied(from.kind, scope, path, value, from.why)
    return
  }
  for (const cell of [from, ...(also ?? [])]) books.target(cell, { scope, path, value })
}

function bookOff(books: Books, scope: Scope, here: Outcome, there: Outcome): void {
  for (const feature of FEATURES) {
    const off = here.off.get(feature)
    const wasOn = has(there, feature)
    if (off && (wasOn || !there.off.has(feature))) {
      books.implied(off.kind, scope, feature, false, off.why)
    } else if (!off && wasOn && !here.present.has(feature)) {
      books.implied('absent', scope, feature, false, 'not set up under this profile')
    }
  }
}

function bookReset(books: Books, scope: Scope, here: Outcome, there: Outcome): void {
  for (const path of OPTIONAL) {
    const isOn = path === 'order' || has(here, path.slice(0, path.indexOf('.')))
    if (there.lines.has(path) && !here.lines.has(path) && isOn) takeBack(books, scope, path)
  }
  for (const [path, other] of [TIME_LIMITS, TIME_LIMITS.toReversed()]) {
    if (there.lines.has(path!) && here.lines.has(other!)) takeBack(books, scope, path!)
  }
}

function takeBack(books: Books, scope: Scope, path: string): void {
  const value = LEAVES.get(path)?.fallback
  books.implied('absent', scope, path, value, 'not set under this profile')
}

function has({ lines }: Outcome, feature: string): boolean {
  return [...lines.keys()].some((path) => path.startsWith(`${feature}.`))
}
