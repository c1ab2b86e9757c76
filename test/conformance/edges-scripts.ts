/** Where policies meet at one moment: limits that end together, reloads and shutdowns between. */
import { ORDER } from '../orchestrator/policies.js'
import type { Script } from './script.js'

const QUEUE = { maxConcurrent: 1, maxQueued: 5 }

export const EDGES_SCRIPTS: readonly Script[] = [
  {
    title: 'R26 the deadline is a verdict where the attempt has no shorter limit',
    policy: { timeout: { attemptMs: 100, totalMs: 100 }, circuitBreaker: { threshold: 1 } },
    acts: [[0, 'call', 'hang']],
    trace: [
      '0 #1 attempt 1',
      '100 closed > open (threshold-reached) until 1100',
      '100 #1 timeout call-timeout',
    ],
  },
  {
    title: 'R26 an attempt limit beyond the deadline changes nothing of it',
    policy: { timeout: { attemptMs: 900, totalMs: 100 }, circuitBreaker: { threshold: 1 } },
    acts: [[0, 'call', 'hang']],
    trace: [
      '0 #1 attempt 1',
      '100 closed > open (threshold-reached) until 1100',
      '100 #1 timeout call-timeout',
    ],
  },
  {
    title: 'R26 an attempt whose limit comes with the deadline has had its time',
    policy: {
      retry: { backoff: { initialMs: 0 } },
      timeout: { attemptMs: 50, totalMs: 100 },
      circuitBreaker: { threshold: 2 },
    },
    acts: [[0, 'call', 'hang']],
    trace: [
      '0 #1 attempt 1',
      '50 #1 retry in 0',
      '50 #1 attempt 2',
      '100 closed > open (threshold-reached) until 1100',
      '100 #1 timeout call-timeout',
    ],
  },
  {
    title: 'R8 a limit that ends in the own queue is no verdict on the upstream',
    policy: {
      timeout: { attemptMs: 20 },
      circuitBreaker: { threshold: 2 },
      bulkhead: QUEUE,
    },
    acts: [
      [0, 'call', 'ok 15'],
      [1, 'call', 'ok 15'],
      [2, 'call', 'ok 15'],
      [100, 'call', 'ok 1'],
    ],
    trace: [
      '0 #1 attempt 1',
      '1 #2 queued for bulkhead',
      '2 #3 queued for bulkhead',
      '15 #1 success',
      '15 #2 attempt 1',
      '21 #2 timeout attempt-timeout (no-retry)',
      '22 #3 timeout attempt-timeout (no-retry)',
      '30 #2 late 1',
      '100 #4 attempt 1',
      '101 #4 success',
    ],
  },
  {
    title: 'two limits inside of the retry run each from its own place',
    policy: {
      timeout: { attemptMs: 20, totalMs: 60 },
      bulkhead: QUEUE,
      order: [
        'fallback',
        'retry',
        'hedge',
        'circuitBreaker',
        'rateLimit',
        'totalTimeout',
        'bulkhead',
        'attemptTimeout',
      ],
    },
    acts: [
      [0, 'call', 'ok 15'],
      [1, 'call', 'ok 18'],
      [2, 'call', 'ok 18'],
      [3, 'call', 'ok 18'],
    ],
    trace: [
      '0 #1 attempt 1',
      '1 #2 queued for bulkhead',
      '2 #3 queued for bulkhead',
      '3 #4 queued for bulkhead',
      '15 #1 success',
      '15 #2 attempt 1',
      '33 #2 success',
      '33 #3 attempt 1',
      '51 #3 success',
      '51 #4 attempt 1',
      '63 #4 timeout attempt-timeout (no-retry)',
      '69 #4 late 1',
    ],
  },
  {
    title: 'R35 a bulkhead that a reload takes away: who is in it or waits for it goes on',
    policy: { retry: {}, bulkhead: QUEUE },
    acts: [
      [0, 'call', '503 50, ok 20'],
      [1, 'call', 'ok 30'],
      [10, 'reload', { retry: {} }],
      [11, 'call', 'ok 1'],
    ],
    trace: [
      '0 #1 attempt 1',
      '1 #2 queued for bulkhead',
      '11 #3 attempt 1',
      '12 #3 success',
      '50 #1 retry in 100',
      '50 #2 attempt 1',
      '80 #2 success',
      '150 #1 attempt 2',
      '170 #1 success',
    ],
  },
  {
    title: 'R35 a rate limit and a budget that a reload takes away between two attempts',
    policy: {
      retry: { budget: { kind: 'concurrent', maxConcurrent: 1 } },
      rateLimit: { limit: 2, periodMs: 1000 },
    },
    acts: [
      [0, 'call', '503 50, ok 20'],
      [60, 'reload', { retry: {} }],
    ],
    trace: ['0 #1 attempt 1', '50 #1 retry in 100', '150 #1 attempt 2', '170 #1 success'],
  },
  {
    title: 'R14 no hedge after shutdown',
    policy: { hedge: { delayMs: 50, max: 2 } },
    acts: [
      [0, 'call', 'ok 200'],
      [20, 'shutdown'],
    ],
    trace: ['0 #1 attempt 1', '200 #1 success'],
  },
  {
    title: 'R16 abort means the own open breaker, whatever the matchers take',
    policy: {
      retry: { retryOn: { kinds: ['any'] }, backoff: { initialMs: 2000 } },
      circuitBreaker: { threshold: 1, openDurationMs: 500 },
    },
    acts: [
      [0, 'call', '503 5', { idempotent: false }],
      [100, 'call', 'ok 1'],
      [200, 'call', 'ok 1', { fallback: true }],
    ],
    trace: [
      '0 #1 attempt 1',
      '5 closed > open (threshold-reached) until 505',
      '5 #1 failure 503 (not-idempotent)',
      '100 #2 rejected circuit-open (circuit-open)',
      '200 #3 rejected circuit-open (circuit-open)',
      '200 #3 fallback',
    ],
  },
  {
    title: 'R16 who waits for the trial of another goes on with its verdict',
    policy: {
      retry: { onOpenCircuit: 'wait', backoff: { initialMs: 30 } },
      circuitBreaker: { threshold: 1 },
    },
    acts: [
      [0, 'call', 'TypeError 5'],
      [10, 'call', '503 5, ok 50'],
      [1016, 'call', 'ok 10'],
    ],
    trace: [
      '0 #1 attempt 1',
      '5 #1 failure permanent (not-retryable)',
      '10 #2 attempt 1',
      '15 closed > open (threshold-reached) until 1015',
      '15 #2 retry in 1000',
      '1015 open > half-open (open-time-over)',
      '1015 #2 attempt 2',
      '1016 #3 queued for circuit-breaker',
      '1065 half-open > closed (trials-passed)',
      '1065 #2 success',
      '1065 #3 attempt 1',
      '1075 #3 success',
    ],
  },
  {
    title: 'slow calls count for a breaker of the whole call',
    policy: {
      circuitBreaker: {
        scope: 'call',
        mode: 'count-window',
        threshold: null,
        slowCallRate: 0.5,
        slowCallDurationMs: 10,
        minimumThroughput: 2,
        window: { calls: 4 },
      },
    },
    acts: [
      [0, 'call', 'ok 5'],
      [100, 'call', 'ok 50'],
    ],
    trace: [
      '0 #1 attempt 1',
      '5 #1 success',
      '100 #2 attempt 1',
      '150 closed > open (threshold-reached) until 1150',
      '150 #2 success',
    ],
  },
  {
    title: 'and those in flight open it before they end',
    policy: {
      retry: { backoff: { initialMs: 0 } },
      circuitBreaker: {
        mode: 'count-window',
        threshold: null,
        slowCallRate: 0.5,
        slowCallDurationMs: 10,
        minimumThroughput: 1,
        window: { calls: 4 },
      },
      // The breaker outside of the retry is one of the call.
      order: ['circuitBreaker', ...ORDER.filter((part) => part !== 'circuitBreaker')],
    },
    acts: [
      [0, 'call', 'ok 50'],
      [20, 'call', 'ok 1'],
    ],
    trace: [
      '0 #1 attempt 1',
      '20 closed > open (threshold-reached) until 1020',
      '20 #2 rejected circuit-open',
      '50 #1 success',
    ],
  },
]
