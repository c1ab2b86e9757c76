/**
 * Which syntax a text is in: by the file's name, or else by its first lines.
 *
 * The guess is deterministic and looks at most at the first 200 lines that are neither empty nor
 * comments. In order: `{` or `[` opens JSON, unless an unquoted key follows (a YAML flow map) or
 * the line is a `[table]` header; a header anywhere means TOML when an assignment leads; then the
 * first line decides: `NAME=` dotenv, `dotted.key=` properties, `key = "quoted"` TOML, other
 * `key=` properties, everything else YAML.
 */
import type { SyntaxId } from './node.js'

const EXTENSIONS: Readonly<Record<string, SyntaxId>> = {
  json: 'json',
  jsonc: 'json',
  yml: 'yaml',
  yaml: 'yaml',
  toml: 'toml',
  properties: 'properties',
}
const EXAMPLE_SUFFIX = /\.(?:example|sample|template|tmpl|tpl|dist|bak|orig|default)$/
const DOTENV_NAME = /(?:^|\.)env(?:\..*)?$/
const TABLE_HEADER =
  /^\[\[?\s*(?:[A-Za-z_][\w-]*|"[^"]*")(?:\s*\.\s*(?:[\w-]+|"[^"]*"))*\s*\]?\]\s*(?:#.*)?$/
const DOTENV_LINE = /^(?:export\s+)?[A-Z_][A-Z0-9_]*\s*=/
const TOML_LINE = /^[\w.-]+\s*=\s*(?:["'[{]|(?:true|false|[+-]?\d[\d_.]*)\s*(?:#|$))/
const ASSIGNMENT_LINE = /^[^\s=:#{}[\]"'][^\s=:#{}"']*\s*=/
const DOTTED_LINE = /^[\w-]+(?:\.|\[)[^\s=]*\s*=/
const LINES_LOOKED_AT = 200

/** The syntax of a file by its name, undefined when the name does not tell (`-`, `.conf`). */
export function syntaxOfName(file: string): SyntaxId | undefined {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).toLowerCase()
  const name = base.replace(EXAMPLE_SUFFIX, '')
  const extension = /\.([a-z]+)$/.exec(name)?.[1] ?? ''
  if (Object.hasOwn(EXTENSIONS, extension)) return EXTENSIONS[extension]
  return DOTENV_NAME.test(base) ? 'dotenv' : undefined
}

/** The syntax that a text's content suggests; `yaml` when nothing speaks for another. */
export function syntaxOfContent(text: string): SyntaxId {
  const lines = significantLines(text)
  const first = lines[0] ?? ''
  const hasHeader = lines.some((line) => TABLE_HEADER.test(line))
  const hasAssignment = lines.some((line) => ASSIGNMENT_LINE.test(line))
  if (hasHeader && hasAssignment) return 'toml'
  if (/^\{\{|^[{[]\s*[A-Za-z_][\w-]*\s*:/.test(first)) return 'yaml'
  if (/^[{[]/.test(first)) return 'json'
  if (DOTENV_LINE.test(first)) return 'dotenv'
  if (!ASSIGNMENT_LINE.test(first)) return 'yaml'
  return TOML_LINE.test(first) && !(DOTTED_LINE.test(first) && !/["'[{]/.test(first))
    ? 'toml'
    : 'properties'
}

function significantLines(text: string): string[] {
  const found: string[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length && found.length < LINES_LOOKED_AT) {
    const next = text.indexOf('\n', at)
    const end = next === -1 ? text.length : next
    const line = text.slice(at, Math.min(end, at + 400)).trim()
    if (line !== '' && !/^(?:#|!(?![\w!<])|;|\/\/|\/\*|\*)/.test(line)) found.push(line)
    at = end + 1
  }
  return found
}
