/**
 * The nesting of the policies from Spring's aspect orders: a lower number is further outside.
 *
 * The defaults put retry outside, then breaker, rate limiter, time limiter and bulkhead
 * (LOWEST_PRECEDENCE less 5 to 1). Three things beside `order` follow from the nesting: a breaker
 * outside of the retry counts calls, a time limiter outside of it limits calls, and a breaker hears
 * of the rejections only of what is inside of it.
 */
import { ORDER_PARTS } from '../../policy/schema.js'
import type { Books } from './books.js'
import type { Cell } from './cells.js'
import { customOrder } from './findings.js'
import type { ModuleId } from './keys.js'
import type { Line } from './lines.js'
import { REASONS } from './reasons.js'
import type { Values } from './values.js'

type Part = (typeof ORDER_PARTS)[number]

const LOWEST_PRECEDENCE = 2_147_483_647
const DEFAULTS = {
  retry: LOWEST_PRECEDENCE - 5,
  circuitbreaker: LOWEST_PRECEDENCE - 4,
  ratelimiter: LOWEST_PRECEDENCE - 3,
  timelimiter: LOWEST_PRECEDENCE - 2,
  bulkhead: LOWEST_PRECEDENCE - 1,
}

export interface Nesting {
  /** The `order` leaf, when the file says anything about the order. */
  readonly line: Line | undefined
  /** The key that puts the breaker outside of the retry, if one does. */
  readonly breakerOutside: Cell | undefined
  readonly timeLimit: 'timeout.attempt' | 'timeout.total'
  /** Whether the breaker is outside of them, so that it hears of the calls that they send away. */
  readonly breakerSees: { readonly bulkhead: boolean; readonly rateLimiter: boolean }
}

const BY_DEFAULT: Nesting = {
  line: undefined,
  breakerOutside: undefined,
  timeLimit: 'timeout.attempt',
  breakerSees: { bulkhead: true, rateLimiter: true },
}

/** `cells` are the aspect orders in force, in file order; of one module the last one holds. */
export function nestingOf(cells: readonly Cell[], books: Books, values: Values): Nesting {
  const stated = new Map<ModuleId, Cell>()
  for (const cell of cells) {
    const before = stated.get(cell.module)
    if (before) books.dead(before, REASONS.overridden)
    stated.set(cell.module, cell)
  }
  const orders = { ...DEFAULTS }
  const held: Cell[] = []
  for (const [module, cell] of stated) {
    const number = values.number(cell)
    if (number === undefined) continue
    if (module in orders) orders[module as keyof typeof orders] = number
    held.push(cell)
  }
  const [first, ...also] = held
  if (!first) return BY_DEFAULT
  const value = partsBy(orders)
  if (value.some((part, index) => part !== ORDER_PARTS[index])) {
    for (const cell of held) books.reason(cell, REASONS.aspectOrder)
    books.finding(customOrder(first, value))
  }
  const outside = stated.get('circuitbreaker') ?? stated.get('retry') ?? first
  return {
    line: { path: 'order', value, from: first, also },
    breakerOutside: orders.circuitbreaker < orders.retry ? outside : undefined,
    timeLimit: orders.timelimiter < orders.retry ? 'timeout.total' : 'timeout.attempt',
    breakerSees: {
      bulkhead: orders.circuitbreaker <= orders.bulkhead,
      rateLimiter: orders.circuitbreaker <= orders.ratelimiter,
    },
  }
}

/** All parts from the outermost to the innermost; of equal numbers the default order decides. */
function partsBy(orders: typeof DEFAULTS): Part[] {
  const limitsCalls = orders.timelimiter < orders.retry
  const outermost = Number.NEGATIVE_INFINITY
  const place: Readonly<Record<Part, number>> = {
    fallback: outermost,
    totalTimeout: limitsCalls ? orders.timelimiter : outermost,
    retry: orders.retry,
    hedge: orders.retry,
    circuitBreaker: orders.circuitbreaker,
    rateLimit: orders.ratelimiter,
    attemptTimeout: limitsCalls ? orders.bulkhead : orders.timelimiter,
    bulkhead: orders.bulkhead,
  }
  // Not a difference of the numbers: two infinities have none.
  return [...ORDER_PARTS].sort((a, b) => (place[a] < place[b] ? -1 : place[a] > place[b] ? 1 : 0))
}
