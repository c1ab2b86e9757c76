/** Damaged copies of files: what editors, merges, copy and paste, and broken disks do to them. */

/** A seeded source of numbers in [0, 1): mulberry32. */
export function mutator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const PIECES = [
  ...['{{ x }}', '${A:1}', '${', '}', '[', ']', '{', ':', '- ', '\t', '\n', '\r\n', '"', "'", '#'],
  ...['0', '-1', '1e999', '999999999999', 'NaN', 'null', 'true', '30s', 'PT', '*a', '&a ', '<<: '],
  ...['__proto__', 'constructor', '\u0000', '\ufeff', '\u202e', '😀', '---\n', '...\n', '%', '='],
]

/** One to six changes, each to bytes, a piece of syntax, or whole lines. */
export function mutate(original: Buffer, random: () => number): Buffer {
  let bytes = original
  const changes = 1 + Math.floor(random() * 6)
  for (let i = 0; i < changes; i++) bytes = change(bytes, random)
  return bytes
}

function change(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * (bytes.length + 1))
  const length = Math.floor(random() * 12)
  const before = bytes.subarray(0, at)
  switch (Math.floor(random() * 7)) {
    case 0:
      return Buffer.concat([before, bytes.subarray(at + length)])
    case 1:
      return Buffer.concat([before, Buffer.from([Math.floor(random() * 256)]), bytes.subarray(at)])
    case 2:
      return Buffer.concat([before, piece(random), bytes.subarray(at)])
    case 3:
      return Buffer.concat([before, piece(random), bytes.subarray(at + length)])
    case 4:
      return before
    default:
      return moveLine(bytes, random)
  }
}

function piece(random: () => number): Buffer {
  return Buffer.from(PIECES[Math.floor(random() * PIECES.length)]!)
}

/** Copies, moves or indents a line. */
function moveLine(bytes: Buffer, random: () => number): Buffer {
  const lines = bytes.toString('latin1').split('\n')
  const from = Math.floor(random() * lines.length)
  const to = Math.floor(random() * (lines.length + 1))
  const kind = random()
  if (kind < 0.4) lines.splice(to, 0, lines[from]!)
  else if (kind < 0.7) lines.splice(to, 0, ...lines.splice(from, 1))
  else lines[from] = ` ${lines[from]}`
  return Buffer.from(lines.join('\n'), 'latin1')
}
