/**
 * Text of others made harmless: no control character of a file, a name or an argument reaches the
 * terminal, nor one that turns the direction of writing. A changer must not import anything here:
 * the start of the CLI loads this file.
 */

/** Text as one line: line ends and tabs are named, all other control characters become U+FFFD. */
export function visible(text: string): string {
  return text
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu, '\u{fffd}')
}
