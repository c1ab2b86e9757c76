/**
 * `${name:default}` as Spring resolves it: from the file where that states the name, else the
 * default.
 *
 * Owns the grammar (nesting included) and bounds the work: a name that leads back to itself or
 * through too many others counts as open. Values from outside of the file are never guessed.
 */

export interface Filled {
  /** The text with all placeholders replaced; undefined when one of them is open. */
  readonly text: string | undefined
  readonly usedDefault: boolean
  readonly usedFile: boolean
  /** The first name that nothing gives a value to. */
  readonly open?: string
}

/** The value of a property of this file, by its name as a placeholder writes it. */
export type Lookup = (name: string) => string | undefined

const MAX_STEPS = 8
/** Placeholders filled for one value, so that names that double each other cannot explode. */
const MAX_FILLS = 100
/** Left by build tools and templates: nothing that Spring itself resolves. */
const BUILD_TIME = /@[\w.-]+@|\{\{.*\}\}/

/** Whether the text holds anything to fill in. */
export function hasPlaceholder(text: string): boolean {
  return text.includes('${') || BUILD_TIME.test(text)
}

/** `dashDefault`: `${NAME:-value}` defaults to `value`, as in shells; Spring takes `-value`. */
export function fillPlaceholders(text: string, lookup: Lookup, dashDefault: boolean): Filled {
  const filler = new Filler(lookup, dashDefault)
  const built = BUILD_TIME.exec(text)?.[0]
  const filled = built === undefined ? filler.fill(text, 0) : undefined
  const open = built ?? filler.open
  const { usedDefault, usedFile } = filler
  return { text: filled, usedDefault, usedFile, ...(open === undefined ? {} : { open }) }
}

class Filler {
  usedDefault = false
  usedFile = false
  open: string | undefined
  #fills = 0
  readonly #lookup: Lookup
  readonly #dashDefault: boolean

  constructor(lookup: Lookup, dashDefault: boolean) {
    this.#lookup = lookup
    this.#dashDefault = dashDefault
  }

  fill(text: string, steps: number): string | undefined {
    let filled = ''
    for (let at = 0; at < text.length; ) {
      const start = text.indexOf('${', at)
      const end = start === -1 ? -1 : closingBrace(text, start + 2)
      if (end === -1) return filled + text.slice(at)
      const value = this.#value(text.slice(start + 2, end), steps + 1)
      if (value === undefined) return undefined
      filled += text.slice(at, start) + value
      at = end + 1
    }
    return filled
  }

  #value(inside: string, steps: number): string | undefined {
    const colon = colonOf(inside)
    const name = this.fill(colon === -1 ? inside : inside.slice(0, colon), steps)
    if (name === undefined || steps > MAX_STEPS || this.#fills++ > MAX_FILLS) {
      this.open ??= inside
      return undefined
    }
    const stated = this.#lookup(name.trim())
    if (stated !== undefined) {
      this.usedFile = true
      return this.fill(stated, steps)
    }
    if (colon === -1) {
      this.open ??= name
      return undefined
    }
    this.usedDefault = true
    const fallback = inside.slice(colon + 1)
    return this.fill(this.#dashDefault ? fallback.replace(/^-/, '') : fallback, steps)
  }
}

/** The `}` that closes the placeholder whose inside begins at `from`, or -1. */
function closingBrace(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++
    else if (text[at] === '}' && depth-- === 0) return at
  }
  return -1
}

/** The first `:` outside of nested placeholders, or -1. */
function colonOf(inside: string): number {
  let depth = 0
  for (let at = 0; at < inside.length; at++) {
    if (inside.startsWith('${', at)) depth++
    else if (inside[at] === '}') depth--
    else if (inside[at] === ':' && depth === 0) return at
  }
  return -1
}
