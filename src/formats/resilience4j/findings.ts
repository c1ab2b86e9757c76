/**
 * The findings of this format: what stops the library at startup (error), what its users most
 * likely did not mean (warning), what is worth knowing (info). One function per rule; the ids are
 * stable. Which place a finding stands at is the caller's choice: always a key or its value.
 */
import type { Diagnostic, Severity, Span } from '../../diagnostics/diagnostic.js'
import type { Cell } from './cells.js'

function finding(
  what: string,
  severity: Severity,
  span: Span,
  message: string,
  help: string,
  data?: Record<string, unknown>,
): Diagnostic {
  const ruleId = `resilience4j/${what}`
  return { ruleId, severity, message, help, span, ...(data ? { data } : {}) }
}

function spanOf(cell: Cell): Span {
  return cell.sources[0]!.span
}

/** `written` in backquotes, one line, at most 40 characters. */
function shown(written: string): string {
  const line = written.slice(0, 80).replace(/[\u0000-\u001f\u007f]+/g, ' ')
  return line.length > 40 ? `\`${line.slice(0, 39)}…\`` : `\`${line}\``
}

export function invalidValue(cell: Cell, text: string, wanted: string): Diagnostic {
  const message =
    `${shown(text)} is no value for ${cell.written}, which takes ${wanted}; ` +
    'the library does not start with it.'
  const dashed = cell.sources[0]!.text.includes(':-')
  const help = dashed
    ? 'Take the dash out: in Spring the default begins right after the colon.'
    : `Write ${wanted}.`
  return finding('invalid-value', 'error', spanOf(cell), message, help, { text })
}

export function missingBase(cell: Cell, base: string): Diagnostic {
  const message = `There is no configs.${base} for ${cell.name}; the library does not start.`
  const help = `Add configs.${base}, or name a configuration that exists.`
  return finding('missing-base', 'error', spanOf(cell), message, help, { base })
}

export function circularBase(cell: Cell, base: string): Diagnostic {
  const message = `The base ${shown(base)} of ${cell.name} leads back to itself.`
  const help = 'Name another base, or take the key out.'
  return finding('circular-base', 'error', spanOf(cell), message, help, { base })
}

export function unusedConfig(cell: Cell): Diagnostic {
  const message = `No instance of ${cell.module} names configs.${cell.name} as its base.`
  const help = 'Name it as baseConfig where it was meant, or take it out.'
  return finding('unused-config', 'warning', spanOf(cell), message, help)
}

export function sameNameBase(cell: Cell): Diagnostic {
  const message = `${cell.name} has its own name as base, which version 2.3 refuses at startup.`
  const help = 'Take baseConfig out: since 2.3 a configuration of the same name is the base anyway.'
  return finding('same-name-base', 'warning', spanOf(cell), message, help)
}

export function versionDependentBase(cell: Cell, paths: readonly string[]): Diagnostic {
  const message =
    `What ${cell.name} inherits depends on the version: 2.3 takes library defaults where 2.2 ` +
    `took configs.default (${paths.join(', ')}).`
  const help = 'Check which version was in use, and set these keys in the base itself.'
  const data = { paths }
  return finding('version-dependent-base', 'warning', spanOf(cell), message, help, data)
}

export function bothWaits(cell: Cell): Diagnostic {
  const message = 'Exponential and randomized waits are both on, and a breaker refuses that.'
  const help = 'Switch one of the two off.'
  return finding('both-waits', 'error', spanOf(cell), message, help)
}

export function backoffWithoutWait(cell: Cell, waitKey: string): Diagnostic {
  const message = `${cell.written} had no effect, since ${waitKey} is not set beside it.`
  const help = `Set ${waitKey} in the same configuration, or take the key out.`
  return finding('backoff-without-wait', 'warning', spanOf(cell), message, help)
}

/** A cap, or a jitter factor, that another key would have brought into force. */
export function withoutCompanion(cell: Cell, missing: string): Diagnostic {
  const message = `${cell.written} had no effect, since ${missing} is not set.`
  const help = `Set what was meant in the policy: the library ignores it without ${missing}.`
  return finding('without-companion', 'warning', spanOf(cell), message, help, { missing })
}

export function growthLost(cell: Cell): Diagnostic {
  const message = `${cell.name} sets only the open wait, so the growth of its base was lost.`
  const help = 'Set enableExponentialBackoff beside it if the wait was meant to grow.'
  return finding('growth-lost', 'warning', spanOf(cell), message, help)
}

export function factorNotInherited(cell: Cell): Diagnostic {
  const message = `${cell.name} sets its own wait, so randomizedWaitFactor of its base is lost.`
  const help = 'Set retry.jitter.factor if another share than 0.5 was meant.'
  return finding('factor-not-inherited', 'warning', spanOf(cell), message, help)
}

export function oldName(cell: Cell, names: readonly string[]): Diagnostic {
  const since = cell.row.gone ?? ''
  const message = `${cell.written} is an old name of ${names.join(' and ')}, gone since ${since}.`
  const help = `If version ${since} or later was in use, the library default held instead.`
  return finding('old-name', 'warning', spanOf(cell), message, help, { names })
}

export function unlimitedRate(cell: Cell): Diagnostic {
  const message = `The rate limiter of ${cell.name} sets no limitRefreshPeriod; 500 ns holds.`
  const help = 'Set a rate limit in the policy if one was meant.'
  return finding('unlimited-rate', 'warning', spanOf(cell), message, help)
}

export function zeroTimeLimit(cell: Cell): Diagnostic {
  const message = `The time limit of ${cell.name} is 0, so that every attempt fails.`
  const help = 'Set the limit that was meant as timeout.attempt.'
  return finding('zero-time-limit', 'warning', spanOf(cell), message, help)
}

export function twoBulkheads(cell: Cell): Diagnostic {
  const message = `${cell.name} has a semaphore and a thread pool; the code tells which is used.`
  const help = 'If the code says Bulkhead.Type.THREADPOOL, set the bulkhead by hand.'
  return finding('two-bulkheads', 'warning', spanOf(cell), message, help)
}

export function poolFromMachine(cell: Cell): Diagnostic {
  const message = `The pool of ${cell.name} has no size of its own; it follows the processors.`
  const help = 'Set bulkhead.maxConcurrent by hand.'
  return finding('pool-from-machine', 'warning', spanOf(cell), message, help)
}

export function initialState(cell: Cell, state: string): Diagnostic {
  const message = `The breaker of ${cell.name} starts as ${state}; a policy's breaker is closed.`
  const help = 'Switch the breaker off in the policy if it was meant to do nothing.'
  return finding('initial-state', 'warning', spanOf(cell), message, help, { state })
}

export function codePredicate(cell: Cell): Diagnostic {
  const message = `${cell.written} names a class; what it decides is not in the file.`
  const help = 'Write its rule as retryOn, abortOn, recordOn or ignoreOn.'
  return finding('code-predicate', 'warning', spanOf(cell), message, help)
}

export function customOrder(cell: Cell, order: readonly string[]): Diagnostic {
  const message = `From the outside in: ${order.join(', ')}. A lower number is further outside.`
  const help = 'Compare this with what was meant: many texts say the opposite.'
  return finding('aspect-order', 'info', spanOf(cell), message, help, { order })
}

export function oddName(span: Span, name: string): Diagnostic {
  const message = `Spring drops characters from the unbracketed name ${shown(name)}.`
  const help = `Write it as "[${name}]" so that the code finds its settings.`
  return finding('name-characters', 'warning', span, message, help, { name })
}

export function manyProfiles(span: Span, count: number, read: number): Diagnostic {
  const message = `The file names ${count} profiles; only the first ${read} are read.`
  const help = 'Split the file.'
  return finding('many-profiles', 'warning', span, message, help, { count, read })
}

export function gatewayFilter(span: Span, name: string): Diagnostic {
  const message = `A gateway filter ${name} stands here; Spring Cloud Gateway's are not read.`
  const help = 'Add what it does to the policy by hand.'
  return finding('gateway-filter', 'info', span, message, help, { name })
}
