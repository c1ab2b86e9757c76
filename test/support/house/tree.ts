/**
 * The project's own files as the checkers of test/house.test.ts see them: text, lines, syntax tree.
 *
 * Parses with rolldown (a build dependency): TypeScript 7 has no stable JavaScript API. A snippet
 * and a file take the same way through `fileOf`, so that each checker can be shown to fail.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'rolldown/utils'

export interface HouseFile {
  /** From the project's root, with `/`: `src/policy/schema.ts`. */
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  readonly parsed: ReturnType<typeof parseSync>
}

/** A broken rule of the house: where, what, and what to do instead. */
export interface Problem {
  readonly at: string
  readonly wrong: string
  readonly instead: string
}

/** Any node of the syntax tree; checkers look at `type` and narrow by hand. */
export interface AstNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

export const ROOT = join(import.meta.dirname, '../../..')

export function fileOf(path: string, text: string): HouseFile {
  const parsed = parseSync(path, text, { lang: path.endsWith('ts') ? 'ts' : 'js' })
  return { path, text, lines: text.split('\n'), parsed }
}

/** All code files below the folders, in a fixed order. */
export function readTree(folders: readonly string[]): HouseFile[] {
  return pathsBelow(folders)
    .filter((path) => /\.(ts|mjs|js)$/.test(path))
    .map((path) => fileOf(path, readFileSync(join(ROOT, path), 'utf8')))
}

export function pathsBelow(folders: readonly string[]): string[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
  )
  return paths.map((path) => path.replaceAll('\\', '/')).sort()
}

/** `policy` for src/policy/schema.ts, `index` for src/index.ts, undefined outside of src/. */
export function moduleOf(path: string): string | undefined {
  return /^src\/([^/]+?)(\.ts$|\/)/.exec(path)?.[1]
}

export function lineAt(file: HouseFile, offset: number): number {
  let line = 1
  for (let i = 0; i < offset; i++) if (file.text.charCodeAt(i) === 10) line++
  return line
}

/** Visits each node with its parent and the key that it hangs on; `false` skips what is below. */
export function walk(
  node: AstNode,
  visit: (node: AstNode, parent: AstNode | undefined, key: string) => boolean | undefined,
  parent?: AstNode,
  key = '',
): void {
  if (visit(node, parent, key) === false) return
  for (const [childKey, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, node, childKey)
    }
  }
}

export function programOf(file: HouseFile): AstNode {
  return file.parsed.program as unknown as AstNode
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

export function checkParses(file: HouseFile): Problem[] {
  const error = file.parsed.errors[0]
  if (!error) return []
  return [{ at: file.path, wrong: `does not parse: ${error.message}`, instead: 'Mend it.' }]
}
