/**
 * What looks like hand-made resilience and is not: documents and sections of other formats (they
 * have importers of their own), Kubernetes probes, health checks and restart policies.
 *
 * A changer must keep this list strict: a section that is read here and by its own importer would
 * be imported twice, with two meanings.
 */
import { entryOf, type MapNode, type Node } from '../../syntax/node.js'

/** Sections of other formats and of frameworks, by the first part of their key. */
const FOREIGN_KEYS = new Set(
  (
    'hystrix resilience4j ribbon feign zuul spring management eureka quarkus smallrye kumuluzee ' +
    'micronaut istio virtualservice destinationrule outlierdetection connectionpool'
  ).split(' '),
)

/** Checks and restarts of a platform, pools of a database: the same words, another subject. */
const PLATFORM_KEYS = new RegExp(
  '^((liveness|readiness|startup)_?probe|health_?check|restart_?policy|' +
    '(update|rollback)_config|((connection|db|database)_?)?pool|hikari)$',
  'i',
)

/** `<class>/<method>/Retry/maxRetries` of MicroProfile. */
const MICROPROFILE_KEY =
  /(^|\/)(Retry|CircuitBreaker|Timeout|Bulkhead|Fallback|RateLimit|ExponentialBackoff)\/[a-z]\w*$/

/** Keys of a document's root that tell another format by themselves. */
const FOREIGN_ROOTS: readonly (readonly string[])[] = [
  ['apiVersion', 'kind'],
  ['static_resources'],
  ['dynamic_resources'],
  ['staticResources'],
  ['@type'],
  ['methodConfig'],
  ['method_config'],
  ['retryThrottling'],
  ['version', 'preset'],
  ['openapi', 'paths'],
  ['swagger', 'paths'],
  ['jobs', 'on'],
  ['dependencies', 'scripts'],
  ['defaultCommandTimeout'],
]

/** Leaves of Polly v8 options, in exactly this spelling. */
const POLLY_LEAVES = new Set([
  'MaxRetryAttempts',
  'BackoffType',
  'UseJitter',
  'FailureRatio',
  'MinimumThroughput',
  'SamplingDuration',
  'BreakDuration',
])

/** Leaves that may stand beside them; any other key makes the block a hand-made one. */
const POLLY_COMPANIONS = new Set(['Delay', 'MaxDelay', 'ShouldRetryAfterHeader', 'Name'])

/** A document that belongs to another format or to no resilience at all. */
export function isForeignDocument(root: Node): boolean {
  if (root.kind === 'seq') return root.items.some(isSentinelRule)
  if (root.kind !== 'map') return true
  const has = (key: string) => entryOf(root, key) !== undefined
  return FOREIGN_ROOTS.some((keys) => keys.every(has)) || isCompose(root) || isPipeline(root)
}

/** A section that belongs to another format, wherever it stands. */
export function isForeignSection(key: string, node: Node): boolean {
  const root = key.toLowerCase().split(/[./:]/, 1)[0]!
  if (FOREIGN_KEYS.has(root) || /^mp\./.test(key)) return true
  if (PLATFORM_KEYS.test(key) || MICROPROFILE_KEY.test(key)) return true
  if (node.kind === 'seq') return node.items.some(isSentinelRule)
  if (node.kind !== 'map') return false
  const isTraefik = key === 'http' && entryOf(node, 'middlewares') !== undefined
  return isTraefik || isPolly(node) || hasProbe(node) || isServer(key, node)
}

/** Options of .NET's resilience handlers or of a Polly v8 pipeline. */
function isPolly(map: MapNode): boolean {
  const handler = ['TotalRequestTimeout', 'AttemptTimeout'].some(
    (key) => entryOf(map, key)?.value.kind === 'map',
  )
  const leaves = map.entries.filter(({ key }) => POLLY_LEAVES.has(key))
  const isWhole = map.entries.every(({ key }) => POLLY_LEAVES.has(key) || POLLY_COMPANIONS.has(key))
  return handler || (leaves.length >= 2 && isWhole)
}

/** What a server gives its own callers: limits of calls that come in. */
function isServer(key: string, map: MapNode): boolean {
  const isNamed = /^(https?|web|grpc|api)?[_-]?server$/i.test(key)
  return isNamed && map.entries.some(({ key: one }) => /^(port|listen|bind|address)$/i.test(one))
}

function hasProbe(map: MapNode): boolean {
  const has = (key: string) => entryOf(map, key) !== undefined
  return has('periodSeconds') && (has('failureThreshold') || has('initialDelaySeconds'))
}

function isSentinelRule(item: Node): boolean {
  return entryOf(item, 'resource') !== undefined && entryOf(item, 'count') !== undefined
}

function isCompose(root: MapNode): boolean {
  const services = entryOf(root, 'services')?.value
  if (services?.kind !== 'map') return false
  return services.entries.some(({ value }) => entryOf(value, 'image') ?? entryOf(value, 'build'))
}

function isPipeline(root: MapNode): boolean {
  return root.entries.some(({ value }) => entryOf(value, 'script')?.value.kind === 'seq')
}
