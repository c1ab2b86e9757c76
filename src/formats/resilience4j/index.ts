/**
 * resilience4j in Spring Boot (YAML, .properties, environment variables): the reader.
 *
 * The way of a file: located.ts (all keys) → cells.ts (keys of the namespace) → profiles.ts (which
 * documents hold when) → plan.ts (effective values per environment, by the library's own rules of
 * inheritance) → booking.ts (targets) → books.ts (each key once). Facts: formats.md section 2.
 */
import type { ParsedText } from '../../syntax/node.js'
import type { Format, Imported } from '../format.js'
import { ledger } from '../ledger.js'
import { bookBase, bookEnvironment } from './booking.js'
import { Books } from './books.js'
import { firstKey, readCells } from './cells.js'
import { manyProfiles, oddName } from './findings.js'
import { gatewayFilters } from './gateway.js'
import { type Located, locatedKeys, relaxedPath } from './located.js'
import type { Lookup } from './placeholders.js'
import { planOf } from './plan.js'
import { environmentsOf } from './profiles.js'
import { stepsOf } from './relaxed.js'

/** Profiles that are read; a file made by hand has a handful. */
const MAX_ENVIRONMENTS = 100

export const resilience4j: Format = {
  id: 'resilience4j',
  title: 'resilience4j (Spring Boot)',
  looksFor: '`resilience4j.<module>` with `configs` or `instances`',
  detect(text) {
    const first = firstKey(text)
    if (!first) return undefined
    const [root, module] = first.steps
    const start = module ? `${root?.text}.${module.text}` : first.source.key
    return { reason: `\`${start}\` keys`, span: first.source.span }
  },
  read,
}

function read(text: ParsedText): Imported {
  const entries = ledger('resilience4j')
  const books = new Books()
  const keys = [...locatedKeys(text)]
  const cells = readCells(keys, entries)
  const [base, ...named] = environmentsOf(keys, text.documents.length)
  const environments = named.slice(0, MAX_ENVIRONMENTS)
  const planFor = (documents: ReadonlySet<number>) => {
    const lookup = lookupIn(keys, documents)
    return planOf(cells, { documents, lookup, syntax: text.syntax }, books)
  }
  const basePlan = planFor(base!.documents)
  bookBase(basePlan, books)
  for (const environment of environments) {
    const plan = planFor(environment.documents)
    bookEnvironment(environment, plan, basePlan, base!.documents, books)
  }
  if (named.length > environments.length) {
    books.finding(manyProfiles(text.source.span(0, 0), named.length, MAX_ENVIRONMENTS))
  }
  for (const { name, source } of cells.oddNames) books.finding(oddName(source.span, name))
  for (const finding of gatewayFilters(keys)) books.finding(finding)
  books.close([...cells.cells, ...cells.aspects], entries)
  return entries.finish()
}

/** The properties of the documents in force; a later one wins. */
function lookupIn(keys: readonly Located[], documents: ReadonlySet<number>): Lookup {
  const values = new Map<string, string>()
  for (const { document, steps, node } of keys) {
    if (node.kind === 'scalar' && documents.has(document)) {
      values.set(relaxedPath(steps), node.text)
    }
  }
  return (name) => values.get(relaxedPath(stepsOf(name)))
}
