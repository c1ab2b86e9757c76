/**
 * A run as text, one event a line: the same seed gives the same bytes. Times are ms with three
 * digits, made from whole microseconds, so that no platform's float printing shows through.
 */
import type { MachineEvent } from '../orchestrator/events.js'
import type { Failure } from '../orchestrator/failure.js'

/** `12.345`; ms ≥ 0, Infinity is `never`. */
export function traceTime(ms: number): string {
  if (!Number.isFinite(ms)) return 'never'
  const micros = Math.round(ms * 1000)
  const whole = Math.floor(micros / 1000)
  return `${whole}.${String(micros - whole * 1000).padStart(3, '0')}`
}

export function traceLine(service: string, event: MachineEvent): string {
  return `${traceTime(event.at)} ${service} ${textOf(event)}`
}

function textOf(event: MachineEvent): string {
  switch (event.type) {
    case 'transition': {
      const until = event.openUntil === undefined ? '' : ` until ${traceTime(event.openUntil)}`
      return `${event.breaker} ${event.from} > ${event.to} (${event.trigger})${until}`
    }
    case 'attempt':
      return `#${event.call} ${event.hedge ? 'hedge' : 'attempt'} ${event.attempt}`
    case 'attempt-failed':
      return `#${event.call} attempt ${event.attempt} failed: ${failureText(event.failure)}`
    case 'retry':
      return `#${event.call} retry in ${traceTime(event.delayMs)}`
    case 'queued':
      return `#${event.call} queued for ${event.policy}`
    case 'fallback':
      return `#${event.call} fallback`
    case 'late':
      return `#${event.call} late ${event.attempt}${event.failed ? ' failed' : ''}`
    default: {
      const what = event.failure === undefined ? '' : ` ${failureText(event.failure)}`
      const why = event.gaveUp === undefined ? '' : ` (${event.gaveUp})`
      return `#${event.call} ${event.type}${what}${why} after ${traceTime(event.elapsedMs)}`
    }
  }
}

/** `503`, `circuit-open`, `ECONNREFUSED`: what tells most in a word. */
export function failureText(failure: Failure): string {
  return String(failure.reason ?? failure.status ?? failure.code ?? failure.kind)
}
