/**
 * From the dotted keys of a file to those that the reader works with; keys of the namespace that
 * are in no table, or that no policy can hold for their profile or name, are booked here.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Ledger } from '../ledger.js'
import { type Match, matchKey } from './key-match.js'
import { REASONS } from './reasons.js'
import type { RawKey, SourceKeys } from './source-keys.js'
import { type Lookup, readValue } from './value.js'
import { ALL, DEFAULT_PROFILE, type KnownKey } from './view.js'

/** What a file says of Zuul without any key of its own: that it is there, and routes by URL. */
export interface ZuulFile {
  readonly present: boolean
  readonly urlRoutes: ReadonlySet<string>
}

export interface KnownKeys {
  readonly keys: readonly KnownKey[]
  readonly zuul: (environment: string | undefined) => ZuulFile
}

export function readKeys({ keys, profiles }: SourceKeys, out: Ledger): KnownKeys {
  const known: KnownKey[] = []
  const lookup = lookupIn(keys)
  for (const raw of keys) {
    const match = matchKey(raw.name)
    if (match === undefined) continue
    if ('unknown' in match) out.unknown(raw.source, match.known, match.lastPart)
    else {
      const key = knownKey(raw, match, lookup(raw))
      if (key.owner.length > 200) out.ignored(raw.source, REASONS.nameTooLong)
      else if (raw.environments.length === 0) out.ignored(raw.source, REASONS.profileExpression)
      else known.push(key)
    }
  }
  for (const { condition, span, names } of profiles) {
    if (condition === undefined) continue
    out.finding({
      ruleId: 'hystrix/profile-expression',
      severity: 'warning',
      message: `The profile condition ${condition} is more than a list of names.`,
      help: 'Write the settings under plain profile names to have them in the policy.',
      span,
      data: { condition, names },
    })
  }
  for (const key of known) reportValue(key, out)
  return { keys: known, zuul: zuulOf(keys) }
}

/** What a placeholder of one key finds in the file; a later line wins. */
function lookupIn(keys: readonly RawKey[]): (reader: RawKey) => Lookup {
  const byName = new Map<string, RawKey[]>()
  const names = (name: string) => name.toLowerCase().replace(/[-_]/g, '')
  for (const key of keys) {
    const name = names(key.name)
    byName.set(name, [...(byName.get(name) ?? []), key])
  }
  return ({ environments }) =>
    (name) => {
      const found = byName.get(names(name)) ?? []
      const isSeen = (key: RawKey) =>
        key.environments.includes(undefined) ||
        key.environments.some((environment) => environments.includes(environment))
      if (environments.includes(undefined) && !found.every(isSeen)) return null
      const seen = found.filter(isSeen)
      const own = seen.filter((key) => !key.environments.includes(undefined))
      return (own.at(-1) ?? seen.at(-1))?.source.text
    }
}

function knownKey(raw: RawKey, match: Match, lookup: Lookup): KnownKey {
  return {
    source: raw.source,
    group: match.group,
    owner: match.owner ?? ALL,
    name: match.name,
    row: match.row,
    environments: raw.environments,
    value: readValue(raw.source.text, raw.integer, match.row, lookup),
    respelled: match.respelled === true,
    notes: match.respelled ? [REASONS.ribbonSpelling] : [],
  }
}

/** A finding for a value that the old system could not take. */
function reportValue({ row, value, source }: KnownKey, out: Ledger): void {
  if (row.noTarget || value.state === 'read') return
  if (value.state === 'open' && value.why === 'placeholder') return
  const isBad = value.state === 'bad'
  const finding: Diagnostic = {
    ruleId: isBad ? 'hystrix/bad-value' : 'hystrix/out-of-range',
    severity: isBad ? 'warning' : 'error',
    message: `${source.key} is ${JSON.stringify(source.text.slice(0, 60))}, not ${value.expected}.`,
    help: isBad
      ? 'Correct the value; until then the next level or the default is in force.'
      : 'Correct the value; it is left out of the policy.',
    span: source.span,
  }
  out.finding(finding)
}

function zuulOf(keys: readonly RawKey[]): KnownKeys['zuul'] {
  const ofZuul = keys.filter(({ name }) => /^zuul\.(?!ribbon\.)/.test(name))
  return (environment) => {
    const here = ofZuul.filter(
      ({ environments }) =>
        environments.includes(undefined) || environments.includes(environment ?? DEFAULT_PROFILE),
    )
    const routes = here.flatMap(({ name, source }) => {
      const route = /^zuul\.routes\.(.+)\.url$/.exec(name)?.[1]
      return route !== undefined && /^https?:/i.test(source.text) ? [route] : []
    })
    return { present: here.length > 0, urlRoutes: new Set(routes) }
  }
}
