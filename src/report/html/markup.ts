/**
 * Markup in which text cannot become markup: what is put into a template is escaped unless it is
 * markup itself. Nothing else in this folder may join text of users into a page.
 */
import { escaped } from '../svg/escaped.js'

export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text
  }
}

export type Part = Markup | string | number | null | undefined | false | readonly Part[]

/** html`<p>${text}</p>`; lists are joined, null, undefined and false leave nothing. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = pieces.reduce((before, piece, i) => `${before}${textOf(parts[i - 1])}${piece}`)
  return new Markup(text)
}

/** For what was made here and is markup already. */
export function raw(text: string): Markup {
  return new Markup(text)
}

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text
  if (Array.isArray(part)) return part.map(textOf).join('')
  if (part === null || part === undefined || part === false) return ''
  return escaped(String(part))
}

/** JSON for a script element: no text in it can end the element or open a comment. */
export function jsonMarkup(value: unknown): Markup {
  const hex = (character: string) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  }
  return new Markup(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, hex))
}
