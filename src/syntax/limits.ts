/** The limits that parsers keep, so that no input can exhaust the stack or a user's patience. */
import type { Fault } from './findings.js'
import type { ParseOptions } from './node.js'

const DEFAULT_DEPTH = 64
/** No caller gets more: readers recurse a few frames per level. */
const HARDEST_DEPTH = 500

/** Levels of maps and lists that may be nested: the option, 64 by default, 1 to 500. */
export function depthLimit(options: ParseOptions): number {
  return Math.max(1, Math.min(options.maxDepth ?? DEFAULT_DEPTH, HARDEST_DEPTH))
}

export function tooDeep(start: number, limit: number, pointer: string): Fault {
  return {
    ruleId: 'syntax/too-deep',
    start,
    pointer,
    message: `The nesting is deeper than ${limit} levels; what lies deeper here is left out.`,
    help: 'Flatten this part of the file.',
    data: { limit },
  }
}

export function tooLong(syntax: string, length: number, limit: number): Fault {
  return {
    ruleId: 'syntax/too-large',
    start: 0,
    message: `The ${syntax} text has ${length} characters; at most ${limit} are read.`,
    help: 'Give only the part of the file that holds the resilience settings.',
    data: { length, limit },
  }
}
