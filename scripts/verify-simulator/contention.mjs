/**
 * B4: N clients write one versioned row; a write of an old version fails. The row stands in the
 * upstream's place; the five kinds of backoff are the machine's own.
 */
const KINDS = {
  Exponential: ['exponential', 10, 'none'],
  Decorrelated: ['exponential', 5, 'decorrelated'],
  Equal: ['exponential', 10, 'equal'],
  Full: ['exponential', 10, 'full'],
  None: ['fixed', 0, 'none'],
}

/** By N: completion in ms and writes for each kind, in the order above. */
const TABLE = {
  10: [
    [3488, 50.7],
    [434, 37.7],
    [739, 42.7],
    [458, 39],
    [377, 50.6],
  ],
  50: [
    [36794, 625.9],
    [2174, 375.3],
    [4199, 346.9],
    [2896, 332.8],
    [1137, 688.8],
  ],
  100: [
    [63376, 1853.8],
    [4585, 1001.9],
    [6540, 811.9],
    [4912, 795.8],
    [2023, 2420.4],
  ],
  190: [
    [101244, 5161],
    [7902, 2434],
    [9388, 1760],
    [7437, 1772],
    [3539, 8001],
  ],
}

export function contention(tools) {
  return Object.entries(TABLE).flatMap(([clients, rows]) =>
    Object.entries(KINDS).map(([name, kind], i) => {
      const [completion, writes] = rows[i]
      const bimodal = name === 'Exponential' && clients === '10'
      return {
        id: 'B4',
        name: `${clients} clients, ${name}`,
        reps: 100,
        figures: {
          completion: [completion, bimodal ? '15%' : '5%'],
          writes: [writes, name === 'Exponential' ? '3%' : '2%'],
        },
        run: (seed) => trial(tools, seed, Number(clients), kind),
      }
    }),
  )
}

function trial({ sim, world, together }, seed, clients, [kind, initial, jitter]) {
  const made = {}
  const run = world({
    seed,
    clients,
    load: together,
    durationMs: 1,
    drainMs: 1e7,
    policy: {
      retry: {
        maxAttempts: 'unlimited',
        backoff: {
          kind,
          initial: `${initial}ms`,
          max: '2s',
          ...(kind === 'exponential' && { multiplier: 2, min: '0s' }),
        },
        jitter: { kind: jitter },
        maxElapsed: 'none',
      },
    },
    makeTarget: (queue, streams) => {
      made.row = versionedRow(sim, queue, streams)
      return made.row.target
    },
  }).run()
  return { completion: run.queue.now, writes: made.row.writes() }
}

/** Four legs of |Normal(10, 2)| ms: ask, version, write, answer. */
function versionedRow({ createSampler, failureOf }, queue, streams) {
  const law = { kind: 'normal', meanMs: 10, sdMs: 2, folded: true }
  const leg = createSampler(law, streams.of('legs'))
  const conflict = failureOf('transient', { code: 'CONFLICT' })
  let [version, writes] = [0, 0]
  const later = (kind, subject) => queue.schedule(queue.now + leg(), kind, subject)
  const answer = queue.register((attempt) => attempt.call.answered(attempt))
  const write = queue.register((attempt) => {
    writes++
    if (attempt.seen === version) version++
    else attempt.failure = conflict
    later(answer, attempt)
  })
  const told = queue.register((attempt) => later(write, attempt))
  const read = queue.register((attempt) => {
    attempt.seen = version
    later(told, attempt)
  })
  const target = {
    send: (attempt) => {
      later(read, attempt)
      return false
    },
    abandoned: () => {},
  }
  return { target, writes: () => writes }
}
