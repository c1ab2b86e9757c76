/**
 * Version-control conflict markers left in a file (`<<<<<<<`, `=======`, `>>>>>>>`).
 * One finding per conflict; the marker lines are blanked with the same length, so that the parsers
 * can still read both sides and all offsets stay right.
 */
import type { Findings } from './findings.js'

const MARKER = /^(<{7}|\|{7}|={7}|>{7})(?= |\r?$)[^\r\n]*/gm

/** The text to parse: `text` itself, or with marker lines blanked when it holds a conflict. */
export function blankConflictMarkers(text: string, findings: Findings): string {
  if (!text.includes('<<<<<<<')) return text
  let open = false
  return text.replace(MARKER, (line: string, marker: string, start: number) => {
    if (marker === '<<<<<<<') {
      open = true
      findings.add({
        ruleId: 'syntax/merge-conflict',
        start,
        end: start + line.length,
        message: 'The file holds an unresolved merge conflict.',
        help: 'Keep one of the two sides and delete the marker lines.',
      })
    }
    if (!open) return line
    if (marker === '>>>>>>>') open = false
    return ' '.repeat(line.length)
  })
}
