/**
 * The list of output formats. Each turns the same results into its own form; a new one is one line
 * here, its file or folder beside this one, a fixture in fixtures/reports/ and a test.
 */
export * from './json.js'
export * from './text/index.js'
