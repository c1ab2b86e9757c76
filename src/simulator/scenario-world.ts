/** From a scenario and a policy to the world that runs it: units, laws, profiles. No defaults. */
import { parseDuration } from '../policy/duration.js'
import type { ResolvedPolicy } from '../policy/resolved.js'
import type { Policy } from '../policy/schema.js'
import { resolveStandalone } from '../policy/standalone.js'
import { DEFAULT_POLICY } from './default-policy.js'
import type { Fault } from './faults.js'
import type { Law } from './law.js'
import type { Load } from './load.js'
import { phasesOf } from './phases.js'
import { Profile, type ProfilePoint } from './profile.js'
import type { Scenario, ScenarioFault, ScenarioLaw, ScenarioUpstream } from './scenario-schema.js'
import type { UpstreamOptions } from './upstream.js'
import type { WorldOptions } from './world.js'

export interface ScenarioSetup {
  /** The policy under test. Default: the scenario's own, else `DEFAULT_POLICY`. */
  readonly policy?: ResolvedPolicy
  readonly seed?: number | string
  /** Calls per second in the place of the scenario's; spikes keep their factor. Open load only. */
  readonly rate?: number
}

export function worldOf(scenario: Scenario, setup: ScenarioSetup = {}): WorldOptions {
  const policy = setup.policy ?? resolveStandalone(policyOf(scenario)).policy
  const faults = (target: 'upstream' | 'fallback') =>
    (scenario.faults ?? []).filter((f) => (f.target ?? 'upstream') === target).map(faultOf)
  const { fallback } = scenario
  return {
    ...(setup.seed !== undefined && { seed: setup.seed }),
    policy,
    clients: scenario.clients ?? 1,
    durationMs: ms(scenario.duration),
    windows: phasesOf(scenario),
    load: loadOf(scenario.load, setup.rate),
    upstream: upstreamOf('upstream', scenario.upstream, faults('upstream')),
    ...(fallback && { fallback: upstreamOf('fallback', fallback, faults('fallback')) }),
    layers: (scenario.layers ?? []).map(({ name, instances = 1, policy: own }) => ({
      name,
      instances,
      policy: own ? resolveStandalone(own).policy : policy,
    })),
  }
}

/** What a scenario runs under when nobody says otherwise. */
export function policyOf(scenario: Scenario): Policy {
  return scenario.policy ?? DEFAULT_POLICY
}

/** A law that still names a file is a bug of the caller: `withFiles` comes before. */
export function lawOf(law: ScenarioLaw): Law {
  if ('constant' in law) return { kind: 'constant', ms: ms(law.constant) }
  if ('exponential' in law) return { kind: 'exponential', meanMs: ms(law.exponential.mean) }
  if ('normal' in law) {
    return { kind: 'normal', meanMs: ms(law.normal.mean), sdMs: ms(law.normal.sd) }
  }
  if ('lognormal' in law) {
    return { kind: 'lognormal', p50Ms: ms(law.lognormal.p50), p99Ms: ms(law.lognormal.p99) }
  }
  if ('values' in law) return { kind: 'empirical', valuesMs: law.values }
  if ('file' in law) throw new Error(`simulator: ${law.file} is not read yet; ask withFiles`)
  const { fast, slow, slowShare } = law.bimodal
  return { kind: 'bimodal', fast: lawOf(fast), slow: lawOf(slow), slowShare }
}

function loadOf(load: Scenario['load'], rate: number | undefined): Load {
  if ('think' in load) {
    const { think, spread, callsEach } = load
    return {
      kind: 'closed',
      think: lawOf(think),
      ...(spread !== undefined && { spreadMs: ms(spread) }),
      ...(callsEach !== undefined && { callsEach }),
    }
  }
  const base = rate ?? load.rate
  const points: ProfilePoint[] = [{ atMs: 0, value: base }]
  const spikes = [...(load.spikes ?? [])].sort((a, b) => ms(a.at) - ms(b.at))
  for (const spike of spikes) {
    const [from, until] = [ms(spike.at), ms(spike.at) + ms(spike.for)]
    const ramp = spike.ramp === undefined ? 0 : Math.min(ms(spike.ramp), (until - from) / 2)
    points.push({ atMs: from, value: base }, { atMs: from + ramp, value: base * spike.factor })
    points.push({ atMs: until - ramp, value: base * spike.factor }, { atMs: until, value: base })
  }
  return { kind: 'open', arrivals: load.arrivals, ratePerS: new Profile(points) }
}

function upstreamOf(name: string, given: ScenarioUpstream, faults: Fault[]): UpstreamOptions {
  const { latency, latencyPerCall, network, capacity, rateLimit, coldStart, cache, ...plain } =
    given
  return {
    ...defined(plain),
    name,
    latency: lawOf(latency),
    faults,
    ...(latencyPerCall !== undefined && { latencyPerCallMs: ms(latencyPerCall) }),
    ...(network && { network: lawOf(network) }),
    ...(capacity && {
      capacity: new Profile(capacity.map(({ at, share }) => ({ atMs: ms(at), value: share }))),
    }),
    ...(rateLimit && { rateLimit: limitOf(rateLimit) }),
    ...(coldStart && {
      coldStart: {
        initialWorkers: coldStart.initialWorkers,
        calls: coldStart.calls,
        addMs: ms(coldStart.extra),
      },
    }),
    ...(cache && {
      cache: {
        hitRate: cache.hitRate,
        entries: cache.entries,
        latencyMs: ms(cache.latency),
        lostAtMs: cache.lostAt === undefined ? null : ms(cache.lostAt),
      },
    }),
  }
}

function limitOf(limit: NonNullable<ScenarioUpstream['rateLimit']>) {
  const { period, ...rest } = limit
  return { ...defined(rest), periodMs: ms(period) }
}

function faultOf(fault: ScenarioFault): Fault {
  const { at, for: length, rampUp, rampDown, flap, add, target: _target, ...plain } = fault
  return {
    ...defined(plain),
    atMs: ms(at),
    durationMs: ms(length),
    rampUpMs: rampUp === undefined ? 0 : ms(rampUp),
    rampDownMs: rampDown === undefined ? 0 : ms(rampDown),
    ...(flap && { flap: { downMs: ms(flap.down), upMs: ms(flap.up) } }),
    ...(add !== undefined && { addMs: ms(add) }),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys that are undefined. */
function defined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Defined<T>
}

function ms(duration: string): number {
  return parseDuration(duration)!
}
