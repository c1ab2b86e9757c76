/**
 * What one scope says of one feature, and what it inherits: readers ask here which roles are
 * stated, so that `timeout: 30` of one provider is understood by the defaults beside it.
 */

import type { MapNode } from '../../syntax/node.js'
import type { BareUnit } from './bare-numbers.js'
import { guessUnit } from './bare-numbers.js'
import { byBlock, type Found } from './harvest.js'
import type { Surroundings } from './reading.js'
import type { ScopeNode } from './scopes.js'
import { isClassicKey } from './score.js'
import { numberOf, resolvePlaceholder } from './values.js'
import type { Role } from './vocabulary.js'

export class View {
  readonly own: readonly Found[]
  readonly node: ScopeNode
  readonly #inherited: readonly Found[]
  readonly #file: FileFacts

  constructor(
    node: ScopeNode,
    own: readonly Found[],
    inherited: readonly Found[],
    file: FileFacts,
  ) {
    this.node = node
    this.own = own
    this.#inherited = inherited
    this.#file = file
  }

  get isClassic(): boolean {
    return this.#file.isClassic
  }

  /** The own keys of these roles, in file order. */
  all(...roles: readonly Role[]): Found[] {
    return this.own.filter(({ meaning }) => roles.includes(meaning.role))
  }

  /** The key in force for these roles: the first own one, else the nearest inherited one. */
  get(...roles: readonly Role[]): Found | undefined {
    const has = ({ meaning }: Found) => roles.includes(meaning.role)
    return this.own.find(has) ?? this.#inherited.find(has)
  }

  /** Whether a level above states one of these roles. */
  inherits(...roles: readonly Role[]): boolean {
    return this.#inherited.some(({ meaning }) => roles.includes(meaning.role))
  }

  has(...roles: readonly Role[]): boolean {
    return this.get(...roles) !== undefined
  }

  around(found: Found, mayBeNone = false): Surroundings {
    return {
      sibling: this.#file.siblingUnit(found),
      lean: this.#file.lean,
      isClassic: this.isClassicSeconds(found),
      mayBeNone,
    }
  }

  isClassicSeconds({ meaning }: Found): boolean {
    const byContract =
      /^classic/.test(meaning.role) ||
      ['openDuration', 'jitterMax', 'maxElapsed'].includes(meaning.role)
    return this.#file.isClassic && byContract
  }
}

/** What holds for the whole file. */
export class FileFacts {
  readonly isClassic: boolean
  /** The unit that all keys with a unit in their name have; undefined when they differ. */
  readonly lean: BareUnit | undefined
  readonly #blocks: ReadonlyMap<MapNode, readonly Found[]>

  constructor(found: readonly Found[]) {
    this.#blocks = byBlock(found)
    const units = new Set(
      found.map(({ meaning }) => meaning.unit).filter((one) => one && one !== 'percent'),
    )
    const [unit] = units
    this.lean = units.size === 1 && (unit === 'ms' || unit === 's') ? unit : undefined
    this.isClassic = found.some(({ last, topic }) => topic === undefined && isDistinctive(last))
  }

  /** The unit on which the other bare durations of the block agree. */
  siblingUnit(found: Found): BareUnit | undefined {
    const units = new Set<BareUnit>()
    for (const other of this.#blocks.get(found.block) ?? []) {
      if (other === found || !isDuration(other.meaning.role)) continue
      const unit = unitOf(other)
      if (unit) units.add(unit)
    }
    return units.size === 1 ? [...units][0] : undefined
  }
}

/** Names that only the classic configuration uses. */
function isDistinctive(key: string): boolean {
  return isClassicKey(key) && !/^retry/i.test(key)
}

const DURATIONS = /Duration|Timeout|Wait|Delay|Elapsed|^(backoff|growth)(Max|Min)$/
const MORE_DURATIONS = new Set<Role>(['initial', 'wait', 'period', 'timeout', 'jitterMax'])

function isDuration(role: Role): boolean {
  return DURATIONS.test(role) || MORE_DURATIONS.has(role)
}

function unitOf(found: Found): BareUnit | undefined {
  const { unit } = found.meaning
  if (unit === 'ms' || unit === 's') return unit
  if (unit || found.node.kind !== 'scalar') return undefined
  const { text } = resolvePlaceholder(found.node.text)
  const amount = numberOf(text)
  if (amount === undefined || amount <= 0) return undefined
  return guessUnit(found.meaning.role, text, undefined).unit
}
