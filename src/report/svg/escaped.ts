/** Text of others made text of a page or a drawing: it can neither become markup nor break it. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * For HTML and XML, text and quoted attributes. What XML forbids, and what turns the direction of
 * writing, becomes U+FFFD.
 */
export function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replace(FORBIDDEN, '\u{fffd}')
    .replace(TURNING, '\u{fffd}')
}

/** In XML. */
const FORBIDDEN = /[\p{Cs}\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{fffe}\u{ffff}]/gu
/** The direction of writing. */
const TURNING = /[\u{61c}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu
