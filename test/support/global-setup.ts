/**
 * Builds the project before a run that holds end-to-end tests, when dist/ is missing or older than
 * what it is made from. Runs of unit tests alone never wait for a build.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, 'dist/cli/main.cjs')
const madeFrom = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.mjs',
  'src',
]

export default async function setup(project: TestProject): Promise<void> {
  if (!(await runsBuiltCli(project)) || !isStale()) return
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' })
}

async function runsBuiltCli(project: TestProject): Promise<boolean> {
  // Internal to vitest; absent means no filter, which builds too often rather than too seldom.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] }
  const { testFiles } = await project.globTestFiles(filenamePattern)
  return testFiles.some((file) => file.includes('/test/e2e/'))
}

function isStale(): boolean {
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs
  if (builtAt === undefined) return true
  return madeFrom.some((path) => newest(join(root, path)) > builtAt)
}

/** Newest change below a path; a folder's own time tells of files that were removed. */
function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
