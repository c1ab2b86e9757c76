import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/orchestrator/failure.js'
import { compileMatcher, errorNames, statusRange } from '../../src/orchestrator/matcher.js'
import type { Matcher } from '../../src/policy/schema.js'

const server = (status: number) => failureOf('server-error', { status })
class Deep extends RangeError {}

const CASES: readonly [
  string,
  Matcher,
  Parameters<ReturnType<typeof compileMatcher>>[0],
  boolean,
][] = [
  ['an empty matcher matches nothing', {}, server(503), false],
  ['a class', { kinds: ['timeout'] }, failureOf('timeout'), true],
  ['another class', { kinds: ['timeout'] }, failureOf('connection'), false],
  ['transient', { kinds: ['transient'] }, server(503), true],
  ['not transient', { kinds: ['transient'] }, failureOf('permanent'), false],
  ['a rejection is not transient', { kinds: ['transient'] }, failureOf('rejected'), false],
  ['any', { kinds: ['any'] }, failureOf('permanent'), true],
  ['R6 any, but cancelled', { kinds: ['any'] }, failureOf('cancelled'), false],
  [
    '504 is a server error too',
    { kinds: ['server-error'] },
    failureOf('timeout', { status: 504 }),
    true,
  ],
  ['a status', { status: [503] }, server(503), true],
  ['another status', { status: [503] }, server(502), false],
  ['a class of status', { status: ['5xx'] }, server(599), true],
  ['a range', { status: ['500-502'] }, server(503), false],
  ['no status', { status: ['5xx'] }, failureOf('timeout'), false],
  ['gRPC', { grpc: ['UNAVAILABLE'] }, failureOf('connection', { grpc: 'UNAVAILABLE' }), true],
  ['a code', { codes: ['ECONNRESET'] }, failureOf('connection', { code: 'ECONNRESET' }), true],
  [
    'a token',
    { tokens: ['refused-stream'] },
    failureOf('connection', { code: 'refused-stream' }),
    true,
  ],
  [
    'the class of an error',
    { errors: ['Deep'] },
    failureOf('permanent', { error: new Deep() }),
    true,
  ],
  [
    'a class above it',
    { errors: ['RangeError'] },
    failureOf('permanent', { error: new Deep() }),
    true,
  ],
  ['one of several lists', { status: [404], kinds: ['timeout'] }, failureOf('timeout'), true],
]

describe('matcher', () => {
  it.each(CASES)('%s', (_, matcher, failure, wanted) => {
    expect(compileMatcher(matcher)(failure)).toBe(wanted)
  })

  it('ranges of status', () => {
    expect([statusRange(404), statusRange('4xx'), statusRange('500-504')]).toEqual([
      [404, 404],
      [400, 499],
      [500, 504],
    ])
  })

  it('names of what is no error', () => {
    expect([errorNames('x'), errorNames(null), errorNames({})]).toEqual([[], [], []])
  })
})
