/**
 * Where bytes stop being UTF-8: the platform's decoder only says that they do.
 * Follows the table of well-formed sequences of the Unicode standard (3.9, table 3-7), so that
 * overlong forms, surrogates and code points past U+10FFFF are invalid as well.
 */

/** The offset of the first byte that begins no well-formed sequence; undefined when all do. */
export function firstInvalidByte(bytes: Uint8Array): number | undefined {
  let i = 0
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i)
    if (length === 0) return i
    i += length
  }
  return undefined
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const second = bytes[at + 1] ?? 0
  const [low, high] = secondByteRange(lead)
  if (second < low || second > high) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

function secondByteRange(lead: number): readonly [low: number, high: number] {
  if (lead === 0xe0) return [0xa0, 0xbf]
  if (lead === 0xed) return [0x80, 0x9f]
  if (lead === 0xf0) return [0x90, 0xbf]
  if (lead === 0xf4) return [0x80, 0x8f]
  return [0x80, 0xbf]
}
