/**
 * From bytes to text, and from text to the tree by the right parser.
 *
 * Owns what can be wrong with a file before any parser sees it (size, encoding, NUL bytes). It does
 * no IO: the caller brings the bytes. Empty text passes without a finding; callers decide on it.
 */
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.js'
import { type SourceText, sourceText } from '../diagnostics/source.js'
import { parseDotenv } from './dotenv.js'
import { parseJson } from './json.js'
import type { ParsedText, ParseOptions, Parser, SyntaxId } from './node.js'
import { parseProperties } from './properties.js'
import { syntaxOfContent, syntaxOfName } from './sniff.js'
import { parseToml } from './toml.js'
import { firstInvalidByte } from './utf8.js'
import { parseYaml } from './yaml.js'

/** The largest file that is read, in bytes: 10 MiB. */
export const MAX_BYTES = 10 * 1024 * 1024

const PARSERS: Readonly<Record<SyntaxId, Parser>> = {
  yaml: parseYaml,
  json: parseJson,
  toml: parseToml,
  properties: parseProperties,
  dotenv: parseDotenv,
}

/** The text in `bytes`, which must be UTF-8; a byte order mark is dropped. */
export function decodeText(file: string, bytes: Uint8Array): Checked<SourceText> {
  if (bytes.length > MAX_BYTES) return refused(tooLarge(file, bytes.length))
  if (looksLikeUtf16(bytes)) return refused(utf16(file))
  const invalid = firstInvalidByte(bytes)
  if (invalid !== undefined) return refused(notUtf8(file, bytes, invalid))
  const text = new TextDecoder().decode(bytes)
  const source = sourceText(file, text)
  const nul = text.indexOf('\0')
  if (nul === -1) return { value: source, diagnostics: [] }
  return refused({
    ruleId: 'syntax/nul-byte',
    severity: 'error',
    message: 'The file holds a NUL byte, so it is not text.',
    help: 'Give a text file, or remove the byte.',
    span: source.span(nul, nul + 1),
  })
}

/** Parses by `options.syntax`, else by the file's name, else by a look at the content. */
export function parseText(
  source: SourceText,
  options: ParseOptions & { readonly syntax?: SyntaxId } = {},
): Checked<ParsedText> {
  const syntax = options.syntax ?? syntaxOfName(source.file) ?? syntaxOfContent(source.text)
  return PARSERS[syntax](source, options)
}

function refused(diagnostic: Diagnostic): Checked<SourceText> {
  return { diagnostics: [diagnostic] }
}

/** A byte order mark, or NUL as every other byte at the start, as ASCII in UTF-16 has it. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  const head = bytes.subarray(0, 64)
  const nuls = [0, 0]
  for (const [i, byte] of head.entries()) if (byte === 0) nuls[i % 2]!++
  const [even = 0, odd = 0] = nuls
  return Math.min(even, odd) === 0 && Math.max(even, odd) > head.length / 4
}

function tooLarge(file: string, length: number): Diagnostic {
  return {
    ruleId: 'syntax/too-large',
    severity: 'error',
    message: `The file has ${length} bytes; at most ${MAX_BYTES} are read.`,
    help: 'Give only the part of the file that holds the resilience settings.',
    span: sourceText(file, '').span(0, 0),
    data: { bytes: length, limit: MAX_BYTES },
  }
}

function utf16(file: string): Diagnostic {
  return {
    ruleId: 'syntax/utf-16',
    severity: 'error',
    message: 'The file is encoded in UTF-16; only UTF-8 is read.',
    help: 'Convert the file first: `iconv -f UTF-16 -t UTF-8 FILE > FILE.utf8`.',
    span: sourceText(file, '').span(0, 0),
  }
}

function notUtf8(file: string, bytes: Uint8Array, offset: number): Diagnostic {
  const before = new TextDecoder().decode(bytes.subarray(0, offset))
  const byte = bytes[offset]!.toString(16).toUpperCase().padStart(2, '0')
  return {
    ruleId: 'syntax/not-utf-8',
    severity: 'error',
    message: `The byte 0x${byte} at offset ${offset} is not UTF-8.`,
    help: 'Save the file as UTF-8, e.g. `iconv -f ISO-8859-1 -t UTF-8 FILE > FILE.utf8`.',
    span: sourceText(file, before).span(before.length, before.length),
    data: { byteOffset: offset, byte: bytes[offset] },
  }
}
