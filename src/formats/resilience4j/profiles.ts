/**
 * Which documents of a file are in force under which Spring profile.
 *
 * The base is what holds with no profile chosen (Spring then calls the profile `default`). Every
 * profile that a document names becomes an environment, and an expression that needs several at
 * once (`prod & eu`) becomes one named after them. Later documents win over earlier ones.
 */
import { type Located, relaxedPath } from './located.js'

export interface Environment {
  /** Undefined for the base. */
  readonly name: string | undefined
  /** Indices of the documents in force, in file order. */
  readonly documents: ReadonlySet<number>
}

type Test = (active: ReadonlySet<string>) => boolean

const PROFILE_KEYS = new Set(['spring.config.activate.onprofile', 'spring.profiles'])
const PLATFORM_KEY = 'spring.config.activate.oncloudplatform'
const DEFAULT_PROFILE = 'default'
const MAX_NAME = 100
const MAX_EXPRESSION = 500

/** The base first, then the environments in the order in which the file names them. */
export function environmentsOf(keys: readonly Located[], documentCount: number): Environment[] {
  const conditions = new Map<number, Map<string, Expression[]>>()
  const names = new Map<string, ReadonlySet<string>>()
  for (const located of keys) {
    const path = profilePath(located)
    const expressions = path === undefined ? [] : expressionsOf(located).map(parseExpression)
    if (path === undefined || expressions.length === 0) continue
    const ofDocument = conditions.get(located.document) ?? new Map<string, Expression[]>()
    conditions.set(located.document, ofDocument)
    ofDocument.set(path, [...(ofDocument.get(path) ?? []), ...expressions])
    for (const group of expressions.flatMap(({ groups }) => groups)) {
      names.set([...group].join(' & ').slice(0, MAX_NAME), group)
    }
  }
  names.delete(DEFAULT_PROFILE)
  const inForce = (active: ReadonlySet<string>) =>
    new Set(
      Array.from({ length: documentCount }, (_, index) => index).filter((index) =>
        [...(conditions.get(index)?.values() ?? [])].every((any) =>
          any.some(({ test }) => test(active)),
        ),
      ),
    )
  const base = { name: undefined, documents: inForce(new Set([DEFAULT_PROFILE])) }
  return [base, ...[...names].map(([name, active]) => ({ name, documents: inForce(active) }))]
}

/** The relaxed path of a key that makes its document conditional; undefined for all others. */
function profilePath({ steps }: Located): string | undefined {
  const path = relaxedPath(steps.at(-1)?.bracket ? steps.slice(0, -1) : steps)
  return PROFILE_KEYS.has(path) || path === PLATFORM_KEY ? path : undefined
}

function expressionsOf({ node }: Located): string[] {
  const items = node.kind === 'seq' ? node.items : [node]
  return items
    .flatMap((item) => (item.kind === 'scalar' ? item.text.split(',') : []))
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

interface Expression {
  readonly test: Test
  /** The sets of profiles under which the expression is worth looking at. */
  readonly groups: readonly ReadonlySet<string>[]
}

/** Spring's `!`, `&`, `|` and brackets; text that does not parse is one profile's name. */
function parseExpression(text: string): Expression {
  const words = text.length > MAX_EXPRESSION ? [] : (text.match(/[!&|()]|[^!&|()]+/g) ?? [])
  const tokens = words.map((word) => word.trim()).filter((word) => word !== '')
  const reader = new ExpressionReader(tokens)
  const test = reader.either()
  if (!test || !reader.done) {
    return { test: (active) => active.has(text), groups: [new Set([text])] }
  }
  const named = tokens.filter((token) => !/^[!&|()]$/.test(token))
  const groups = named.map((name) => new Set([name]))
  const all = new Set(named.filter((_, i) => !isNegated(tokens, named, i)))
  return { test, groups: tokens.includes('&') && all.size > 1 ? [...groups, all] : groups }
}

function isNegated(tokens: readonly string[], named: readonly string[], index: number): boolean {
  const positions = tokens.flatMap((token, at) => (/^[!&|()]$/.test(token) ? [] : [at]))
  return named.length > 0 && tokens[positions[index]! - 1] === '!'
}

class ExpressionReader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  either(): Test | undefined {
    return this.#joined('|', () => this.#joined('&', () => this.#one()))
  }

  #joined(sign: '|' | '&', part: () => Test | undefined): Test | undefined {
    const tests = [part()]
    while (this.#tokens[this.#at] === sign) {
      this.#at++
      tests.push(part())
    }
    if (tests.some((test) => test === undefined)) return undefined
    const all = tests as Test[]
    return sign === '|'
      ? (active) => all.some((test) => test(active))
      : (active) => all.every((test) => test(active))
  }

  #one(): Test | undefined {
    const token = this.#tokens[this.#at++]
    if (token === undefined || /^[&|)]$/.test(token)) return undefined
    if (token === '!') {
      const inner = this.#one()
      return inner && ((active) => !inner(active))
    }
    if (token !== '(') return (active) => active.has(token)
    const inner = this.either()
    if (this.#tokens[this.#at++] !== ')') return undefined
    return inner
  }
}
