/**
 * The version that `--version` and the reports print.
 *
 * scripts/build.mjs (and vitest.config.ts) put package.json's version in place of the name below,
 * so that no file is read at start-up. A changer must not import anything here: main.ts loads this
 * file on every start.
 */

declare const __RESIL_VERSION__: string

export const version: string = __RESIL_VERSION__
