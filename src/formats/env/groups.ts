/**
 * From a file's variables to groups of one scope each: which place's value counts, which variable
 * overrides which, and the fields of the flat configuration beside the classic variables. What
 * drops out on the way is booked here.
 */

import type { Scope } from '../format.js'
import type { Ledger } from '../ledger.js'
import { book } from './booking.js'
import { type FlatEntry, readCustomConfig } from './custom-config.js'
import { FLAT_FIELDS } from './flat-fields.js'
import type { Group, Member } from './group.js'
import { choose, exact, ignored, type Outcome, open, reason, withFindings } from './outcome.js'
import { KNOWN_NAMES, type Meaning, type Recognised, recognise } from './recognise.js'
import { evaluate } from './topics.js'
import type { Variable } from './variable.js'

export interface Named {
  readonly variable: Variable
  readonly meaning: Meaning
}

/** The operations that variables other than bare timeouts are about. */
export function operationsOf(names: readonly string[]): ReadonlySet<string> {
  const operations = new Set<string>()
  for (const name of names) {
    const found = recognise(name)
    if (found?.kind === 'known' && found.meaning.operation !== undefined) {
      operations.add(found.meaning.operation)
    }
  }
  return operations
}

/** The variables of this format; those that only look like it are booked as unknown. */
export function namedOf(variables: readonly Variable[], into: Ledger): Named[] {
  const known = operationsOf(variables.map(({ name }) => name))
  const named: Named[] = []
  for (const variable of variables) {
    const found: Recognised | undefined = recognise(variable.name, known)
    if (found?.kind === 'known') named.push({ variable, meaning: found.meaning })
    if (found?.kind === 'unknown') {
      into.unknown(variable, KNOWN_NAMES, variable.name.toUpperCase())
    }
  }
  return named
}

/** One group for each scope, in the order in which the scopes first appear. */
export function groupsOf(named: readonly Named[], into: Ledger): Group[] {
  const groups = new Map<string, { scope: Scope; members: Member[] }>()
  for (const found of inForce(named, into)) {
    const fields = found.meaning.row.knob === 'custom' ? fieldsOf(found, into) : [found]
    for (const member of fields) {
      const scope = scopeOf(member)
      const id = JSON.stringify([scope.environment, scope.operation])
      const group = groups.get(id) ?? { scope, members: [] }
      groups.set(id, group)
      group.members.push(member)
    }
  }
  return [...groups.values()]
}

function scopeOf({ meaning, variable }: Member): Scope {
  const operation = meaning.row.topic === 'aws' ? 'aws' : meaning.operation
  const { environment } = variable
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(environment === undefined ? {} : { environment }),
  }
}

/** Of each variable the value that counts, with the values of other places beside it. */
function inForce(named: readonly Named[], into: Ledger): Member[] {
  const byName = new Map<string, Named[]>()
  for (const one of lastOfPlace(named, into)) {
    const { environment = '', name } = one.variable
    const id = `${environment} ${name.toUpperCase()}`
    byName.set(id, [...(byName.get(id) ?? []), one])
  }
  return [...byName.values()].flatMap((all) => {
    const withValue = all.filter(({ variable }) => variable.value !== '')
    for (const one of all) if (!withValue.includes(one)) bookWithout(one, all, into)
    const [first, ...rest] = withValue
    if (first === undefined) return []
    const differing = rest.filter(({ variable }) => variable.value !== first.variable.value)
    for (const { variable } of rest) {
      const differs = variable.value !== first.variable.value
      book(into, variable, ignored(differs ? decidedElsewhere(first) : sameElsewhere(first)))
    }
    const others = differing.map(({ variable }) => variable)
    const rank = first.meaning.row.classic ? 1 : 2
    return [{ ...first, others: onePerValue(others), rank }]
  })
}

/** Within one place the later line wins, as in every shell. */
function lastOfPlace(named: readonly Named[], into: Ledger): Named[] {
  const last = new Map<string, Named>()
  const idOf = ({ variable }: Named) =>
    `${variable.environment ?? ''} ${variable.place} ${variable.name}`
  for (const one of named) last.set(idOf(one), one)
  return named.filter((one) => {
    const winner = last.get(idOf(one))!
    if (winner === one) return true
    const { line } = winner.variable.span.start
    const text = `the variable is set again on line ${line}, and that value was in force`
    book(into, one.variable, ignored(reason('overridden', text, 0.05)))
    return false
  })
}

function onePerValue(variables: readonly Variable[]): Variable[] {
  return variables.filter(
    ({ value }, i) => variables.findIndex((other) => other.value === value) === i,
  )
}

function bookWithout(one: Named, all: readonly Named[], into: Ledger): void {
  const { variable } = one
  if (variable.missing === undefined) {
    const text = 'the value is empty, which sets nothing'
    book(into, variable, ignored(reason('empty-value', text)))
    return
  }
  const outcome = open(`Which value does ${variable.name} have at run time?`, variable.missing)
  const noted = withFindings(outcome, notHere(variable))
  if (all[0] === one) book(into, variable, noted)
  else book(into, variable, noted, `${variable.place} ${variable.key}`)
}

function notHere({ name, span, missing }: Variable) {
  return {
    ruleId: 'env/value-not-here',
    severity: 'info',
    message: `${name} has no value in this text. ${missing!.text}`,
    help: `Set ${name} in the policy by hand, or give a file that has its value.`,
    span,
    data: { variable: name },
  } as const
}

function sameElsewhere({ variable }: Named) {
  const where = variable.place === '' ? 'another place' : variable.place
  return reason('same-elsewhere', `the same value is taken from ${where}`)
}

function decidedElsewhere({ variable }: Named) {
  const text = `the value differs from that of ${variable.place}; the question there decides`
  return reason('differs-by-place', text)
}

/** The fields of the flat configuration, each as a variable of its own. */
function fieldsOf(found: Member, into: Ledger): Member[] {
  const { variable, others } = found
  if (others.length > 0) {
    book(into, variable, wholeChoice([variable, ...others]))
    return []
  }
  const { entries, refused, findings } = readCustomConfig(variable)
  for (const finding of findings) into.finding(finding)
  if (refused !== undefined) book(into, variable, refused)
  return entries.flatMap((entry) => {
    if (entry.unknown) {
      const fields = FLAT_FIELDS.map(({ field }) => field)
      into.unknown(entry.variable, fields, entry.variable.name.split('.').at(-1))
      for (const finding of entry.refused?.findings ?? []) into.finding(finding)
      return []
    }
    if (entry.refused === undefined) return [memberOf(entry)]
    book(into, entry.variable, entry.refused)
    return []
  })
}

/** A field means what its classic variable means, and its word counts first. */
function memberOf({ variable, field, operation }: FlatEntry): Member {
  const name = operation === undefined ? field!.variable : 'ANY_RESILIENCE_STRATEGY'
  const found = recognise(name)
  if (found?.kind !== 'known') throw new Error(`${name} is no variable of the table`)
  const meaning = operation === undefined ? found.meaning : { ...found.meaning, operation }
  return { variable, meaning, others: [], rank: 0 }
}

/** Places that hold different flat configurations: one question with all of each. */
function wholeChoice(variables: readonly Variable[]): Outcome {
  const choices = variables.map((variable) => {
    const { entries } = readCustomConfig(variable)
    const targets = entries.flatMap((entry) => {
      if (entry.refused !== undefined) return []
      const member = memberOf(entry)
      const group = { scope: scopeOf(member), members: entries.filter(isRead).map(memberOf) }
      return evaluate(member, group).targets
    })
    return { value: variable.place, label: variable.place, outcome: exact(targets) }
  })
  const question = `Which place has the ${variables[0]!.name} that counts?`
  return choose(question, choices, choices[0]!.value)
}

function isRead(entry: FlatEntry): boolean {
  return entry.refused === undefined
}
