/**
 * One setting changed: what `--suggest` tries. A handful of values for each setting that matters,
 * near the one that is in force, or sized by what the scenario showed while all was well. Each is
 * made by laying the changed lines over the policy as a document would, so that the lines that are
 * shown are the lines that were simulated. What a value is good for is not decided here.
 */
import { policyOf } from '../policy/leaves.js'
import { printYaml } from '../policy/print.js'
import { resolveOperation } from '../policy/resolve.js'
import type { Policy } from '../policy/schema.js'
import type { SimulationResult } from '../simulator/simulate.js'
import { type Subject, subjectOf } from './rehearsal.js'
import { type Healthy, type Option, SETTINGS, UNKNOWN } from './settings.js'

export interface Candidate {
  readonly setting: string
  /** Document texts: `3`, `5s`, `off`. */
  readonly from: string
  readonly to: string
  /** The changed policy, under a label of its own. */
  readonly subject: Subject
  /** It takes away what protects from other faults: no retry, no breaker. */
  readonly isLoss: boolean
  /** The lines to put into the policy document, from `defaults:` or `operations:` on. */
  readonly yaml: string
}

export function candidates(subject: Subject, healthy: Healthy = UNKNOWN): Candidate[] {
  const options = SETTINGS.flatMap((setting) => setting(subject.policy, healthy))
  const seen = new Set([JSON.stringify(subject.document)])
  return options.flatMap((option) => {
    const candidate = candidateOf(subject, option)
    const key = JSON.stringify(candidate.subject.document)
    if (seen.has(key)) return []
    seen.add(key)
    return [candidate]
  })
}

/** Of the phase before the first fault; of the whole run where nothing goes wrong. */
export function healthyOf({ phases, clients, disturbance }: SimulationResult): Healthy {
  const phase = phases.find(({ name }) => name === (disturbance === null ? 'all' : 'before'))
  const latency = phase?.latencyOk
  if (!phase || !latency) return UNKNOWN
  const perClientMs = phase.upstream.meanPerS / 1000 / clients
  return { p99Ms: latency.p99, concurrency: perClientMs * latency.mean }
}

const CHANGED = 'changed'

function candidateOf(subject: Subject, option: Option): Candidate {
  const { setting, leaves, from, to, isLoss = false } = option
  const change = policyOf(new Map(Object.entries(leaves)))
  const document = {
    version: 1,
    defaults: subject.document,
    operations: { [CHANGED]: change },
  } as const
  const resolved = resolveOperation({ document }, CHANGED)
  const text = to ?? textAt(change, setting)
  const label = `${setting}: ${text}`
  return {
    setting,
    from: from ?? textAt(subject.document, setting),
    to: text,
    subject: subjectOf(label, subject.operation, resolved),
    isLoss,
    yaml: linesOf(change, subject.operation),
  }
}

function linesOf(change: Policy, operation: string | null): string {
  const place = operation === null ? { defaults: change } : { operations: { [operation]: change } }
  return printYaml({ version: 1, ...place }).replace(/^version: 1\n/, '')
}

/** The value of a path as a document writes it; `on` for a whole policy. */
function textAt(document: Policy, path: string): string {
  let node: unknown = document
  for (const key of path.split('.')) {
    node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined
  }
  if (node === undefined || node === false) return 'off'
  return typeof node === 'object' && node !== null ? 'on' : String(node)
}
