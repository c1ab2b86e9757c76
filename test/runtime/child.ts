/** Runs a script on the runtime in a process of its own: what only an exit can show. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

export interface Child {
  /** Output of a script that finds everything of the runtime in `resil`; fails after 10 s. */
  run(script: string): string
  remove(): void
}

export async function bundleRuntime(): Promise<Child> {
  const folder = mkdtempSync(join(tmpdir(), 'resil-child-'))
  const bundle = await rolldown({
    input: {
      orchestrator: join(import.meta.dirname, '../../src/runtime/orchestrator.ts'),
      errors: join(import.meta.dirname, '../../src/runtime/errors.ts'),
    },
    platform: 'node',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' })
  await bundle.close()
  const [orchestrator, errors] = ['orchestrator', 'errors'].map((name) =>
    JSON.stringify(pathToFileURL(join(folder, `${name}.mjs`)).href),
  )
  const head =
    `import * as made from ${orchestrator}\nimport * as errors from ${errors}\n` +
    'const resil = { ...made, ...errors }\n'
  return {
    run: (script) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', head + script], {
        encoding: 'utf8',
        timeout: 10_000,
      }),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
