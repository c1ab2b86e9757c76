/** The fixtures of all formats, and the migration from bytes to result. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '../../src/migrate/migrate.js'
import { readSource } from '../../src/migrate/read-source.js'
import { decodeText } from '../../src/syntax/read.js'
import { FIXTURES } from './format-harness.js'

export interface Fixture {
  readonly name: string
  readonly file: string
  readonly bytes: Buffer
}

/** Every fixture of every format. */
export const fixtures: Fixture[] = readdirSync(FIXTURES).flatMap((format) =>
  readdirSync(join(FIXTURES, format)).map((name) => {
    const folder = join(FIXTURES, format, name)
    const file = readdirSync(folder).find((entry) => entry !== 'expected.txt')!
    return { name: `${format}/${name}`, file, bytes: readFileSync(join(folder, file)) }
  }),
)

/** The whole migration of one file; undefined when it is no text. */
export function migrateBytes(file: string, bytes: Uint8Array) {
  const source = decodeText(file, bytes).value
  return source && migrate([readSource(source)])
}
