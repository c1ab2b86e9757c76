/** One of four shards is down for 60 s. */
import { COMMON, defineScenario, UPSTREAM } from './scenario.js'

export const shardDown = defineScenario({
  ...COMMON,
  name: 'shard-down',
  title: 'One of four shards is down for 60 s',
  watch:
    'Three quarters of all calls could succeed. A breaker shared by all shards turns them ' +
    'away too; one for each host does not.',
  upstream: { ...UPSTREAM, partitions: 4 },
  faults: [{ kind: 'refuse', at: '60s', for: '60s', partition: 3 }],
})
