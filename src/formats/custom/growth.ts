/** How waits grow, by the words that people use for it. */

export type Growth = 'fixed' | 'linear' | 'exponential' | 'fibonacci'

const KINDS: readonly (readonly [RegExp, Growth])[] = [
  [/expo|^exp$|double|decorrelated/, 'exponential'],
  [/linear|increment/, 'linear'],
  [/fib/, 'fibonacci'],
  [/fixed|constant|static|simple|flat|immediate|^none$|^no$/, 'fixed'],
]

/** The growth that a word names; undefined for a word that names none. */
export function growthNamed(text: string): Growth | undefined {
  const word = text.toLowerCase()
  return KINDS.find(([pattern]) => pattern.test(word))?.[1]
}
