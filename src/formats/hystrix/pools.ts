/**
 * Which command runs in which thread pool.
 *
 * A file does not say it: without threadPoolKeyOverride the pool is named after the command's
 * group, which stands in code. In this order: stated by the override; named like the command; the
 * only pool left for the only command; else an operation of the pool's name stands for whatever
 * commands it has. Each link carries how it is known, so that the confidence can tell.
 */
import type { PoolLink } from './context.js'
import { ALL, orElse, type View } from './view.js'

export function poolLinks(view: View): ReadonlyMap<string, PoolLink> {
  const commands = [...view.owners('command')].filter((name) => name !== ALL)
  const pools = new Set([...view.owners('pool')].filter((name) => name !== ALL))
  const found = new Map<string, { pool: string; how: PoolLink['how'] }>()
  for (const name of commands) {
    if (!runsInThreads(view, name)) continue
    const override = view.find<string>('command', [name], 'threadPoolKeyOverride')
    if (override && !override.open) found.set(name, { pool: override.value, how: 'stated' })
    else if (pools.has(name)) found.set(name, { pool: name, how: 'named-alike' })
  }
  const taken = new Set([...found.values()].map((link) => link.pool))
  const left = [...pools].filter((pool) => !taken.has(pool))
  const only = commands.length === 1 && left.length === 1 ? commands[0]! : undefined
  if (only !== undefined && !found.has(only) && runsInThreads(view, only)) {
    found.set(only, { pool: left[0]!, how: 'only-one' })
  } else {
    for (const pool of left) standIn(view, pool, found)
  }
  return withSharing(found)
}

function standIn(
  view: View,
  pool: string,
  found: Map<string, { pool: string; how: PoolLink['how'] }>,
): void {
  const separate = view.find<boolean>('zuul', [ALL], 'threadPool.useSeparateThreadPools')
  const prefix = orElse(view.find<string>('zuul', [ALL], 'threadPool.threadPoolKeyPrefix'), '')
  const ofRoute = view.hasZuul && orElse(separate, false) && pool.startsWith(prefix)
  const name = ofRoute ? pool.slice(prefix.length) : pool
  if (name === '' || found.has(name) || !runsInThreads(view, name)) return
  found.set(name, { pool, how: ofRoute ? 'stated' : 'stands-for-it' })
}

function withSharing(found: ReadonlyMap<string, Omit<PoolLink, 'shared'>>): Map<string, PoolLink> {
  const users = new Map<string, number>()
  for (const { pool } of found.values()) users.set(pool, (users.get(pool) ?? 0) + 1)
  return new Map(
    [...found].map(([name, link]) => [name, { ...link, shared: users.get(link.pool)! > 1 }]),
  )
}

function runsInThreads(view: View, name: string): boolean {
  const own = view.find<string>('command', [name], 'execution.isolation.strategy')
  if (own && !own.open) return own.value === 'THREAD'
  if (view.hasZuul) {
    const zuul = view.find<string>('zuul', [ALL], 'ribbonIsolationStrategy')
    return orElse(zuul, 'SEMAPHORE') === 'THREAD'
  }
  const below = view.find<string>('command', [ALL], 'execution.isolation.strategy')
  return orElse(below, 'THREAD') === 'THREAD'
}
