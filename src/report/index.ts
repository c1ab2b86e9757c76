/**
 * The list of output formats. Each turns the same results into its own form; a new one is one line
 * here, its file or folder beside this one, a fixture in fixtures/reports/ and a test.
 *
 * Formats that bring a library along are loaded when they are asked for.
 */
export * from './json.js'
export * from './text/index.js'

export const LAZY_REPORTS = {
  html: () => import('./html/index.js'),
  svg: () => import('./svg/index.js'),
}
