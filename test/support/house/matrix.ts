/**
 * Who may import whom: HOUSE's table of modules, one row per folder of src/ (and src/index.ts).
 * To allow an import that is refused, change the row here and the README's map with it.
 */

export interface ModuleRow {
  /** Modules whose values and types it may import. */
  readonly values: readonly string[]
  /** Modules of which it may import types only (`import type`). */
  readonly types?: readonly string[]
  /** npm packages it may import; with a pattern only in files that match it. */
  readonly packages?: Readonly<Record<string, RegExp | true>>
  /** May import node: modules. */
  readonly node?: true
  /** Never sees the clock, chance, the process or the console (test/support/house/banned.ts). */
  readonly core: boolean
}

const TEXT_REPORT = /^src\/report\/text/
const DRAWN_REPORT = /^src\/report\/svg\/draw\.ts$/

export const MATRIX: Readonly<Record<string, ModuleRow>> = {
  diagnostics: { values: [], core: true },
  syntax: {
    values: ['diagnostics'],
    packages: { yaml: true, 'toml-eslint-parser': true },
    core: true,
  },
  policy: { values: ['diagnostics', 'syntax'], packages: { zod: true, yaml: true }, core: true },
  formats: { values: ['policy', 'syntax', 'diagnostics'], core: true },
  rules: { values: ['policy', 'diagnostics'], core: true },
  orchestrator: { values: [], types: ['policy'], core: true },
  runtime: {
    values: ['orchestrator', 'policy', 'syntax', 'diagnostics'],
    packages: { 'prom-client': true, '@opentelemetry/api': true },
    node: true,
    core: false,
  },
  simulator: {
    values: ['orchestrator', 'policy', 'syntax', 'diagnostics'],
    packages: { zod: true },
    core: true,
  },
  rehearse: {
    values: ['simulator', 'policy', 'syntax', 'diagnostics'],
    types: ['orchestrator'],
    packages: { zod: true },
    core: true,
  },
  migrate: {
    values: ['formats', 'policy', 'syntax', 'simulator', 'diagnostics', 'rules'],
    core: true,
  },
  bench: {
    values: ['runtime', 'simulator', 'orchestrator', 'policy'],
    packages: { tinybench: true },
    node: true,
    core: false,
  },
  report: {
    values: ['diagnostics', 'policy', 'rehearse'],
    types: [
      ...['syntax', 'formats', 'rules', 'migrate', 'simulator', 'rehearse', 'runtime', 'bench'],
    ],
    packages: { chalk: TEXT_REPORT, 'cli-table3': TEXT_REPORT, echarts: DRAWN_REPORT },
    core: true,
  },
  cli: {
    values: [
      ...['diagnostics', 'syntax', 'policy', 'formats', 'rules', 'orchestrator', 'runtime'],
      ...['simulator', 'rehearse', 'migrate', 'bench', 'report', 'index'],
    ],
    packages: { commander: true, inquirer: true },
    node: true,
    core: false,
  },
  index: {
    values: [
      ...['diagnostics', 'syntax', 'policy', 'formats', 'rules', 'orchestrator', 'runtime'],
      ...['simulator', 'rehearse', 'migrate', 'bench', 'report'],
    ],
    core: true,
  },
}
