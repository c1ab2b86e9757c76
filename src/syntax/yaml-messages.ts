/**
 * The YAML library's faults in this project's words.
 *
 * A table from the library's error code to a rule, one plain sentence and what to do. The library's
 * own wording never reaches a user; a code that is not in the table gets the last, general entry.
 */
import type { ErrorCode } from 'yaml'
import type { Fault } from './findings.js'

interface Wording {
  readonly ruleId: string
  readonly message: string
  readonly help: string
}

const yaml = (message: string, help: string, ruleId = 'syntax/invalid-yaml'): Wording => ({
  ruleId,
  message,
  help,
})

const INDENT = yaml(
  'The indentation here fits no level of the lines before it.',
  'Indent the line exactly like its siblings.',
  'syntax/bad-indent',
)

const LESS_THAN_FIRST = yaml(
  'This line is indented less than the first line of its document, whose rest cannot be read.',
  'Indent the first line of the document like this one.',
  'syntax/bad-indent',
)

const GENERAL = yaml(
  'The text here does not fit the YAML around it.',
  'Check the indentation, the quotes and the brackets of this line and the one before it.',
)

const WORDINGS: Readonly<Partial<Record<ErrorCode, Wording>>> = {
  BAD_INDENT: INDENT,
  TAB_AS_INDENT: yaml(
    'A tab indents this line, and YAML allows only spaces there.',
    'Replace the tab by spaces.',
    'syntax/tab-indent',
  ),
  BAD_SCALAR_START: yaml(
    'An unquoted value cannot begin with this sign.',
    'Put the value in quotes.',
  ),
  BAD_DQ_ESCAPE: yaml(
    'The text in double quotes holds an escape that YAML does not know.',
    'Write `\\\\` for a backslash, or use single quotes.',
  ),
  BAD_DIRECTIVE: yaml('The line begins with `%` but is no YAML directive.', 'Delete the line.'),
  BLOCK_AS_IMPLICIT_KEY: yaml(
    'A second key or a list begins on the line of a key.',
    'Put it on a line of its own and indent it deeper, or put the value in quotes.',
  ),
  BLOCK_IN_FLOW: yaml(
    'An indented map or list stands inside brackets.',
    'Close the bracket before it, or use brackets inside as well.',
  ),
  MULTILINE_IMPLICIT_KEY: yaml(
    'A key runs over more than one line; most likely its `:` is missing.',
    'Write `key: value` on this line.',
  ),
  KEY_OVER_1024_CHARS: yaml('A key is longer than 1024 characters.', 'Shorten the key.'),
  MULTIPLE_ANCHORS: yaml('A value has two anchors (`&name`).', 'Keep one of the anchors.'),
  MULTIPLE_TAGS: yaml('A value has two tags (`!name`).', 'Keep one of the tags.'),
  BAD_ALIAS: yaml('An anchor or alias has no name that can be read.', 'Name it, e.g. `&base`.'),
  ALIAS_PROPS: yaml('An alias cannot have an anchor or a tag.', 'Delete what precedes the `*`.'),
  BAD_PROP_ORDER: yaml(
    'An anchor or tag stands before the `-`, `?` or `:` that it belongs after.',
    'Move it behind that sign.',
  ),
  TAG_RESOLVE_FAILED: yaml(
    'The tag (`!name`) here is declared nowhere.',
    'Delete the tag, or declare its prefix with `%TAG`.',
  ),
}

/** `MISSING_CHAR` and `UNEXPECTED_TOKEN` cover many faults; the first pattern that fits decides. */
const BY_LIBRARY_TEXT: readonly (readonly [RegExp, Wording])[] = [
  [/closing ['"]quote/, yaml('A quoted value is never closed.', 'Add the closing quote.')],
  [
    /Comments must be separated/,
    yaml('A comment begins without a space before its `#`.', 'Put a space before the `#`.'),
  ],
  [
    /followed by map values/,
    yaml('A key stands here without `:` and value.', 'Write `key: value`, with a space after `:`.'),
  ],
  [
    /Missing space after :/,
    yaml('A space is missing after the `:`.', 'Put a space after the `:`.'),
  ],
  [
    /Missing , /,
    yaml('A comma is missing between two items in brackets.', 'Add a comma between the items.'),
  ],
  [
    /Unexpected (?:,|empty item)/,
    yaml('A comma stands here with no item before it.', 'Delete it.'),
  ],
  [
    /Flow (?:map|sequence) in block collection must|expected flow-.*-end|must end with a [\]}]/i,
    yaml('A bracket is never closed.', 'Add the closing bracket.'),
  ],
  [/All sequence items must|Sequence item without|sufficiently indented/, INDENT],
  [
    /separated from the next token|newline after block sequence props/,
    yaml('White space is missing after a tag or an anchor.', 'Put a space or a line end after it.'),
  ],
  [
    /Block scalar header/,
    yaml('Text follows the `|` or `>` on its line.', 'Begin the text on the next line.'),
  ],
  [
    /directives-end marker/,
    yaml('A map or list begins on the line of `---`.', 'Begin it on the next line.'),
  ],
  [
    /Missing directives-end/,
    yaml('The `---` line is missing after the `%` lines.', 'Add a line `---`.'),
  ],
  [
    /^Unexpected (?!flow-).* at node end$/,
    yaml('Text follows a value that is already complete.', 'Put the whole value in quotes.'),
  ],
  [
    /Unexpected flow-(?:map|seq)-end|Unexpected [\]}]/,
    yaml('A bracket closes here that was never opened.', 'Delete it, or put the value in quotes.'),
  ],
]

interface LibraryError {
  readonly code: ErrorCode
  readonly message: string
  readonly pos: readonly [number, number]
}

/**
 * The library's errors of one document as findings; `text` is what was parsed. Of a line's faults
 * only the first is told, and a fault without words of its own only when it is the first of all:
 * the others are mostly its consequences.
 */
export function yamlFaults(errors: readonly LibraryError[], text: string): Fault[] {
  const faults: Fault[] = []
  const known = new Map<string, Wording>()
  let lineEnd = -1
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const start = Math.max(0, Math.min(error.pos[0], text.length))
    if (start <= lineEnd) continue
    const wording = wordingOf(error, text, start, known)
    if (wording === GENERAL && faults.length > 0) continue
    const newline = text.indexOf('\n', start)
    lineEnd = newline === -1 ? text.length : newline
    const end = Math.max(Math.min(error.pos[1], lineEnd), Math.min(start + 1, text.length))
    faults.push({ ...wording, start, end })
  }
  return faults
}

function wordingOf(
  error: LibraryError,
  text: string,
  start: number,
  known: Map<string, Wording>,
): Wording {
  const atNodeEnd = error.message.endsWith(' at node end')
  if (atNodeEnd && /(?:^|\n)[ ]*$/.test(text.slice(Math.max(0, start - 200), start))) {
    return LESS_THAN_FIRST
  }
  const wording =
    known.get(error.message) ??
    BY_LIBRARY_TEXT.find(([pattern]) => pattern.test(error.message))?.[1] ??
    WORDINGS[error.code] ??
    GENERAL
  known.set(error.message, wording)
  return wording
}
