/**
 * `${NAME:-default}` and its relatives in a value, as docker compose and dotenv-expand read them.
 * `$$` is a dollar sign. A template of another tool (`{{ … }}`, `$(NAME)`, `<NAME>`) is a value
 * that nobody here can know.
 */

export interface Substituted {
  readonly text: string
  /** The first variable whose default was taken. */
  readonly defaulted?: string
  /** The first variable, or template, that has no value here. */
  readonly missing?: string
}

const NAME = /[A-Za-z_]\w*/y
const TEMPLATE = /\{\{.*?\}\}|\$\([^)]*\)|<%.*?%>|#\{[^}]*\}|^<[^<>]+>$|^%\w+%$|^@[\w.-]+@$/
/** Longer values are no settings; this keeps the search for closing braces short. */
const LONGEST = 20_000
/** Placeholders inside of defaults inside of placeholders. */
const MAX_NESTING = 10

/** The text with its placeholders filled in; `lookUp` gives values that the same file sets. */
export function substitute(
  text: string,
  lookUp: (name: string) => string | undefined = () => undefined,
): Substituted {
  if (text.length > LONGEST) return { text }
  const template = TEMPLATE.exec(text)?.[0]
  if (template !== undefined) return { text: '', missing: template }
  return text.includes('$') ? fill(text, lookUp, MAX_NESTING) : { text }
}

function fill(
  text: string,
  lookUp: (name: string) => string | undefined,
  nesting: number,
): Substituted {
  let out = ''
  let defaulted: string | undefined
  let missing: string | undefined
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf('$', at)
    const part = dollar === -1 ? undefined : placeholderAt(text, dollar)
    out += text.slice(at, dollar === -1 ? text.length : dollar)
    if (dollar === -1) break
    if (text[dollar + 1] === '$') {
      out += '$'
      at = dollar + 2
    } else if (part === undefined || nesting === 0) {
      out += '$'
      at = dollar + 1
    } else {
      const known = lookUp(part.name)
      const filled: Substituted =
        part.alternative !== undefined
          ? { text: '', missing: part.name }
          : known !== undefined && !(known === '' && part.orEmpty)
            ? { text: known }
            : part.fallback === undefined
              ? { text: '', missing: part.name }
              : { ...fill(part.fallback, lookUp, nesting - 1), defaulted: part.name }
      out += filled.text
      defaulted ??= filled.defaulted
      missing ??= filled.missing
      at = part.end
    }
  }
  return {
    text: out,
    ...(defaulted === undefined ? {} : { defaulted }),
    ...(missing === undefined ? {} : { missing }),
  }
}

interface Placeholder {
  readonly name: string
  readonly fallback?: string
  /** Whether the default also stands for an empty value (`:-`). */
  readonly orEmpty: boolean
  /** `${NAME:+text}`: the text only if NAME is set. */
  readonly alternative?: string
  readonly end: number
}

function placeholderAt(text: string, dollar: number): Placeholder | undefined {
  const braced = text[dollar + 1] === '{'
  NAME.lastIndex = dollar + (braced ? 2 : 1)
  const name = NAME.exec(text)?.[0]
  if (name === undefined) return undefined
  const afterName = dollar + (braced ? 2 : 1) + name.length
  if (!braced) return { name, orEmpty: false, end: afterName }
  const close = closingBrace(text, dollar + 1)
  if (close === undefined) return undefined
  const rest = text.slice(afterName, close)
  const [, operator, word = ''] = /^(:?[-?+])([\s\S]*)$/.exec(rest) ?? []
  if (operator === undefined) {
    // Spring and Micronaut write `${NAME:default}`; nothing else is a placeholder.
    if (rest === '') return { name, orEmpty: false, end: close + 1 }
    return rest.startsWith(':')
      ? { name, fallback: rest.slice(1), orEmpty: false, end: close + 1 }
      : undefined
  }
  const orEmpty = operator.startsWith(':')
  const end = close + 1
  if (operator.endsWith('-')) return { name, fallback: word, orEmpty, end }
  if (operator.endsWith('+')) return { name, alternative: word, orEmpty, end }
  return { name, orEmpty, end }
}

function closingBrace(text: string, open: number): number | undefined {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return undefined
}
