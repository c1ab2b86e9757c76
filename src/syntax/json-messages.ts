/** Words for the slips that people make in JSON: a table from what was found to what to do. */
import { shown } from './findings.js'

/** What to do when `sign` stands where a key is expected. */
export function keyHelp(sign: string): string {
  return sign === '{'
    ? 'Render the template first if this file is one.'
    : 'Write the key in double quotes, or delete the stray sign.'
}

/** Message and help for a word that is no JSON value. */
export function wordFault(word: string): [message: string, help: string] {
  if (/^[+-]?(?:NaN|Infinity)$/.test(word)) {
    return [`JSON has no number ${shown(word)}.`, 'Write a finite number, or leave the key out.']
  }
  if (/^[+-]?\.?\d/.test(word)) {
    return [
      `JSON cannot read ${shown(word)} as a number.`,
      'Write it in decimal, e.g. `0.5` or `10`.',
    ]
  }
  if (/^(?:true|false|none|null|undefined)$/i.test(word)) {
    return [
      `JSON has no word ${shown(word)}.`,
      'Write `true`, `false` or `null`, all in lower case.',
    ]
  }
  return [`The text ${shown(word)} has no quotes.`, 'Put the text in double quotes.']
}
