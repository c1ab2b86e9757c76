/**
 * Seeded chance (sfc32): the same seed gives the same numbers on every platform. Nothing in the
 * machine asks for chance elsewhere. A changer must keep the sequence: traces are compared by byte.
 * Not for secrets.
 */

/** Uniform in [0, 1). */
export type Random = () => number

/** `seed`: any number or text; a number is taken by its text. */
export function createRandom(seed: number | string): Random {
  let [a, b, c] = seedWords(String(seed))
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4_294_967_296
  }
  // sfc32 needs about a dozen rounds until close seeds have nothing in common.
  for (let round = 0; round < 15; round++) next()
  return next
}

/** Three words by FNV-1a with three offsets. */
function seedWords(text: string): [number, number, number] {
  const words: [number, number, number] = [0x811c9dc5, 0x01000193, 0x9e3779b9]
  for (let i = 0; i < text.length; i++) {
    for (let word = 0; word < 3; word++) {
      words[word] = Math.imul(words[word]! ^ text.charCodeAt(i), 0x01000193 + word * 2)
    }
  }
  return words
}
