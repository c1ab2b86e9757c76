/**
 * What a schema cannot see of a scenario: a partition that is none, a fault that the run ends
 * before, a law that no value follows. All of it is an error: such a scenario would run, and show
 * something else than what was meant, or never end.
 */
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js'
import { parseDuration } from '../policy/duration.js'
import type { Scenario, ScenarioFault, ScenarioLaw, ScenarioUpstream } from './scenario-schema.js'
import { serviceNames } from './service.js'

/** Where, which rule, what is wrong, what to do. */
type Add = (pointer: string, rule: string, message: string, help: string) => void

/** `spanAt` is undefined for a scenario that is no text. */
export function scenarioFindings(
  scenario: Scenario,
  spanAt?: (pointer: string) => Span,
): Diagnostic[] {
  const found: Diagnostic[] = []
  const add: Add = (pointer, rule, message, help) => {
    const span = spanAt?.(pointer)
    const base = { ruleId: `scenario/${rule}`, severity: 'error', message, help } as const
    found.push({ ...base, ...(span && { span }) })
  }
  if (ms(scenario.duration) === 0) {
    add('/duration', 'no-time', 'A run of no time shows nothing.', 'Let it last, say, 180s.')
  }
  scenario.faults?.forEach((fault, i) => {
    checkFault(scenario, fault, `/faults/${i}`, add)
  })
  checkLoad(scenario, add)
  checkUpstream(scenario, scenario.upstream, '/upstream', add)
  if (scenario.fallback) checkUpstream(scenario, scenario.fallback, '/fallback', add)
  checkNames(scenario, add)
  return found
}

const LATER = 'Let it begin earlier, or the run last longer.'

function checkFault(scenario: Scenario, fault: ScenarioFault, at: string, add: Add): void {
  const target = fault.target === 'fallback' ? scenario.fallback : scenario.upstream
  if (target === undefined) {
    const help = 'Describe the fallback under "fallback", or let the fault hit the upstream.'
    add(`${at}/target`, 'no-fallback', 'There is no fallback that the fault could hit.', help)
    return
  }
  if (ms(fault.at) >= ms(scenario.duration)) {
    const message = `The fault begins at ${fault.at}, the run ends at ${scenario.duration}.`
    add(`${at}/at`, 'fault-after-end', message, LATER)
  }
  const { partitions = 1 } = target
  if (fault.partition !== undefined && fault.partition >= partitions) {
    const message = `There is no partition ${fault.partition}: ${partitions} in all, from 0.`
    add(`${at}/partition`, 'unknown-partition', message, 'Name one that exists.')
  }
  if (fault.kind === 'capacity' && target.workers === undefined) {
    const message = 'A capacity fault needs workers that it can take away.'
    add(`${at}/kind`, 'no-workers', message, 'Set "workers" of the upstream.')
  }
  if (fault.rampUp !== undefined && ms(fault.rampUp) > ms(fault.for)) {
    const message = `The fault is over after ${fault.for}, before it has grown for ${fault.rampUp}.`
    add(`${at}/rampUp`, 'ramp-too-long', message, 'The ramp up is part of "for": make that longer.')
  }
  for (const turn of ['down', 'up'] as const) {
    if (fault.flap === undefined || ms(fault.flap[turn]) > 0) continue
    const message = 'A fault that comes and goes takes time to do so.'
    add(`${at}/flap/${turn}`, 'no-time', message, 'Leave "flap" out for a fault that stays.')
  }
}

function checkLoad({ load, duration }: Scenario, add: Add): void {
  if ('think' in load) {
    checkLaw(load.think, '/load/think', add)
    return
  }
  const spikes = load.spikes ?? []
  spikes.forEach(({ at }, i) => {
    if (ms(at) < ms(duration)) return
    const message = `The spike begins at ${at}, the run ends at ${duration}.`
    add(`/load/spikes/${i}/at`, 'spike-after-end', message, LATER)
  })
  for (const i of overlapping(spikes)) {
    const message = 'The spike begins before another one is over.'
    add(`/load/spikes/${i}/at`, 'spikes-overlap', message, 'Let one begin when the other ends.')
  }
}

/** Index of each spike that begins within the one before it in time. */
function overlapping(spikes: readonly { readonly at: string; readonly for: string }[]): number[] {
  const spans = spikes.map((spike, index) => {
    const fromMs = ms(spike.at)
    return { index, fromMs, untilMs: fromMs + ms(spike.for) }
  })
  spans.sort((a, b) => a.fromMs - b.fromMs)
  return spans.filter((span, i) => i > 0 && span.fromMs < spans[i - 1]!.untilMs).map((s) => s.index)
}

function checkUpstream(scenario: Scenario, upstream: ScenarioUpstream, at: string, add: Add): void {
  const { latency, network, workers, partitions = 1, capacity, coldStart, cache } = upstream
  checkLaw(latency, `${at}/latency`, add)
  if (network) checkLaw(network, `${at}/network`, add)
  if (coldStart && workers === undefined) {
    const message = 'A cold start needs to know how many workers there may be.'
    add(`${at}/coldStart`, 'no-workers', message, 'Set "workers" of the upstream.')
  }
  if (capacity && workers === undefined) {
    const message = 'A share of the workers needs workers.'
    add(`${at}/capacity`, 'no-workers', message, 'Set "workers" of the upstream.')
  }
  capacity?.forEach((point, i) => {
    const before = capacity[i - 1]
    if (before === undefined || ms(before.at) <= ms(point.at)) return
    const message = `The point at ${point.at} comes after the one at ${before.at}.`
    add(`${at}/capacity/${i}/at`, 'capacity-order', message, 'Write the points in order of time.')
  })
  if (workers !== undefined && workers < partitions) {
    const message = `${partitions} partitions need as many workers: there are ${workers}.`
    add(`${at}/workers`, 'few-workers', message, 'Each partition has at least one of its own.')
  }
  const others = scenario.upstream.partitions ?? 1
  if (partitions !== 1 && partitions !== others) {
    const message = `Calls are for one of ${others} partitions, not of ${partitions}.`
    const help = 'Give the fallback as many partitions as the upstream has, or none.'
    add(`${at}/partitions`, 'other-partitions', message, help)
  }
  if (cache?.lostAt !== undefined && ms(cache.lostAt) >= ms(scenario.duration)) {
    const message = `The cache is lost at ${cache.lostAt}, the run ends at ${scenario.duration}.`
    add(`${at}/cache/lostAt`, 'loss-after-end', message, LATER)
  }
}

function checkLaw(law: ScenarioLaw, at: string, add: Add): void {
  if ('bimodal' in law) {
    checkLaw(law.bimodal.fast, `${at}/bimodal/fast`, add)
    checkLaw(law.bimodal.slow, `${at}/bimodal/slow`, add)
  }
  if (!('lognormal' in law)) return
  const { p50, p99 } = law.lognormal
  if (ms(p50) > 0 && ms(p99) >= ms(p50)) return
  const message = `No lognormal law has a median of ${p50} and a 99th percentile of ${p99}.`
  add(`${at}/lognormal`, 'no-such-law', message, 'p50 is more than 0, and p99 not less than p50.')
}

/** Traces, streams and books go by the name. */
function checkNames({ layers = [], clients = 1 }: Scenario, add: Add): void {
  const taken = new Set(serviceNames('client', clients))
  layers.forEach(({ name, instances = 1 }, i) => {
    const names = serviceNames(name, instances)
    if (names.some((one) => taken.has(one))) {
      const message = `Another service is called ${name} already.`
      add(`/layers/${i}/name`, 'name-taken', message, 'Call it something else.')
    }
    for (const one of names) taken.add(one)
  })
}

function ms(duration: string): number {
  return parseDuration(duration)!
}
