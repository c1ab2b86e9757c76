import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  configFilesIn,
  hashIfThere,
  hashOf,
  readIfThere,
  readSourceFile,
  statOf,
  withLineEndsOf,
  writeAtomic,
} from '../../src/cli/io.js'
import { UsageError } from '../../src/cli/usage-error.js'
import { asNobody, put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

function usageError(action: () => unknown): { message: string; help: string | undefined } {
  try {
    action()
  } catch (error) {
    if (error instanceof UsageError) return { message: error.message, help: error.help }
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('readSourceFile', () => {
  it('gives the text with its line ends as they are', () => {
    put('a.yml', 'a: 1\r\nb: 2\n')
    expect(readSourceFile('a.yml').value?.text).toBe('a: 1\r\nb: 2\n')
  })

  it('an empty file is a text', () => {
    put('a.yml', '')
    expect(readSourceFile('a.yml')).toMatchObject({ value: { text: '' }, diagnostics: [] })
  })

  it('drops a byte order mark', () => {
    put('a.yml', '\ufeffa: 1')
    expect(readSourceFile('a.yml').value?.text).toBe('a: 1')
  })

  it('refuses a folder, and says so', () => {
    mkdirSync('folder')
    expect(usageError(() => readSourceFile('folder'))).toEqual({
      message: 'folder is a directory.',
      help: 'Name a file in it.',
    })
  })

  it('refuses a FIFO without waiting for its writer', () => {
    execFileSync('mkfifo', ['pipe.yml'])
    expect(usageError(() => readSourceFile('pipe.yml')).message).toBe(
      'pipe.yml is no regular file.',
    )
  })

  it.each([
    ['aplication.yml', 'Did you mean application.yml?'],
    ['./aplication.yml', 'Did you mean application.yml?'],
    ['deep/legacy.jsn', 'Did you mean deep/legacy.json?'],
    ['something-else.toml', 'Check the path.'],
    ['no/such/folder.yml', 'Check the path.'],
    ['application.yml/x', 'Check the path.'],
  ])('a missing file %s: %s', (path, help) => {
    put('application.yml', 'a: 1')
    put('deep/legacy.json', '{}')
    expect(usageError(() => readSourceFile(path))).toEqual({
      message: `There is no file ${path}.`,
      help,
    })
  })

  it('refuses a file that may not be read', () => {
    put('secret.yml', 'a: 1')
    chmodSync('secret.yml', 0o000)
    expect(asNobody(() => usageError(() => readSourceFile('secret.yml')))).toEqual({
      message: 'secret.yml may not be read.',
      help: 'Check its permissions.',
    })
  })

  it('refuses a file over 10 MB by its size alone', () => {
    put('large.yml', '')
    truncateSync('large.yml', 10 * 1024 * 1024 + 1)
    expect(ruleAt('large.yml')).toBe('syntax/too-large@1:1')
    truncateSync('large.yml', 1024 * 1024 * 1024)
    expect(ruleAt('large.yml')).toBe('syntax/too-large@1:1')
  })

  it('reads a file of 10 MB', () => {
    put('large.yml', 'a'.repeat(10 * 1024 * 1024))
    expect(readSourceFile('large.yml').diagnostics).toEqual([])
  })

  it.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffa: 1', 'utf16le'), 'syntax/utf-16@1:1'],
    ['UTF-16 without one', Buffer.from('retries: 1', 'utf16le'), 'syntax/utf-16@1:1'],
    ['a NUL byte', Buffer.from('a: 1\nb: \0'), 'syntax/nul-byte@2:4'],
    ['Latin-1', Buffer.from('a: gr\u00fcn', 'latin1'), 'syntax/not-utf-8@1:6'],
  ])('%s is a finding', (_, bytes, expected) => {
    put('a.yml', bytes)
    expect(ruleAt('a.yml')).toBe(expected)
  })
})

function ruleAt(path: string): string {
  const { value, diagnostics } = readSourceFile(path)
  expect(value).toBeUndefined()
  return diagnostics
    .map(({ ruleId, span }) => `${ruleId}@${span?.start.line}:${span?.start.column}`)
    .join()
}

it('statOf says what is wrong with a path', () => {
  expect(usageError(() => statOf(`${'x'.repeat(300)}.yml`)).message).toContain('ENAMETOOLONG')
})

describe('configFilesIn', () => {
  it('finds configuration in code-unit order, and leaves out what is none', () => {
    for (const path of [
      ...['b.yml', 'a.yaml', 'c.json', 'd.toml', 'e.properties', '.env', '.env.prod', 'x.env'],
      ...['sub/z.yml', 'node_modules/a.yml', '.git/a.yml', 'target/a.yml', 'readme.md', 'a.js'],
      ...['package.json', 'package-lock.json', 'tsconfig.build.json', 'pnpm-lock.yaml'],
    ]) {
      put(path, '')
    }
    expect(configFilesIn('.')).toEqual([
      ...['.env', '.env.prod', 'a.yaml', 'b.yml', 'c.json', 'd.toml', 'e.properties'],
      ...['sub/z.yml', 'x.env'],
    ])
  })

  it('follows links to files, as Kubernetes mounts them, but none to folders', () => {
    put('data/app.yml', 'a: 1')
    mkdirSync('mount')
    symlinkSync('../data/app.yml', 'mount/app.yml')
    symlinkSync('../mount', 'mount/again')
    symlinkSync('../nowhere', 'mount/gone.yml')
    expect(configFilesIn('mount')).toEqual(['mount/app.yml'])
  })

  it('passes over FIFOs', () => {
    mkdirSync('folder')
    execFileSync('mkfifo', ['folder/pipe.yml'])
    expect(configFilesIn('folder')).toEqual([])
  })

  it('refuses a folder that may not be read', () => {
    mkdirSync('folder', { mode: 0o000 })
    const { message } = asNobody(() => usageError(() => configFilesIn('folder')))
    expect(message).toBe('folder may not be read.')
  })
})

describe('readIfThere and hashIfThere', () => {
  it('give nothing for what is not there', () => {
    expect(readIfThere('a')).toBeUndefined()
    expect(hashIfThere('a')).toBeNull()
  })

  it('hash the bytes, not the text', () => {
    const bytes = Buffer.from([0xff, 0x61, 0x0a])
    put('a', bytes)
    expect(hashIfThere('a')).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(hashIfThere('a')).toBe(hashOf(bytes))
    expect(readIfThere('a')).toBe('\ufffda\n')
  })

  it('refuse what is no file', () => {
    mkdirSync('folder')
    expect(usageError(() => readIfThere('folder'))).toEqual({
      message: 'folder is no regular file.',
      help: 'Choose another -o FILE.',
    })
  })
})

it.each([
  ['a\nb\n', undefined, 'a\nb\n'],
  ['a\nb\n', 'x\ny\n', 'a\nb\n'],
  ['a\nb\n', 'x\r\ny\r\n', 'a\r\nb\r\n'],
  ['a\r\nb\n', 'x\r\n', 'a\r\nb\r\n'],
  ['a\n', '', 'a\n'],
])('withLineEndsOf: %j like %j is %j', (text, like, expected) => {
  expect(withLineEndsOf(text, like)).toBe(expected)
})

describe('writeAtomic', () => {
  it('creates a file, with the folders above it', () => {
    writeAtomic('deep/er/a.yml', 'a: 1\n')
    expect(readFileSync('deep/er/a.yml', 'utf8')).toBe('a: 1\n')
    expect(readdirSync('deep/er')).toEqual(['a.yml'])
  })

  it('a new file has 0644 less the umask', () => {
    const umask = process.umask(0o027)
    try {
      writeAtomic('a.yml', '')
      expect(modeOf('a.yml')).toBe('640')
    } finally {
      process.umask(umask)
    }
  })

  it.each(['600', '664', '755'])('keeps the mode %s, whatever the umask is', (mode) => {
    put('a.yml', 'old')
    chmodSync('a.yml', Number.parseInt(mode, 8))
    const umask = process.umask(0o077)
    try {
      writeAtomic('a.yml', 'new')
    } finally {
      process.umask(umask)
    }
    expect(modeOf('a.yml')).toBe(mode)
    expect(readFileSync('a.yml', 'utf8')).toBe('new')
  })

  it('replaces what a link points to, and keeps the link', () => {
    put('real/a.yml', 'old')
    symlinkSync('real/a.yml', 'link.yml')
    writeAtomic('link.yml', 'new')
    expect(lstatSync('link.yml').isSymbolicLink()).toBe(true)
    expect(readFileSync('real/a.yml', 'utf8')).toBe('new')
    expect(readdirSync('real')).toEqual(['a.yml'])
  })

  it.each([
    ['a folder in the place of the file', 'folder', () => mkdirSync('folder')],
    ['a file in the place of a folder', 'file/a.yml', () => put('file', '')],
    ['a name that is too long', `${'x'.repeat(300)}.yml`, () => undefined],
  ])('%s: fails, says so and leaves no temporary file behind', (_, path, prepare) => {
    prepare()
    const before = readdirSync('.', { recursive: true })
    const { message, help } = usageError(() => writeAtomic(path, 'new'))
    expect(message).toMatch(/ cannot be written \(E[A-Z]+\)\.$/)
    expect(help).toBe('Check the folder.')
    expect(readdirSync('.', { recursive: true })).toEqual(before)
  })

  it('fails in a folder that may not be written', () => {
    mkdirSync('folder', { mode: 0o555 })
    const { message } = asNobody(() => usageError(() => writeAtomic('folder/a.yml', 'new')))
    expect(message).toBe('folder/a.yml cannot be written (EACCES).')
    expect(readdirSync('folder')).toEqual([])
  })

  it('writes bytes as they are', () => {
    writeAtomic('a', Uint8Array.of(0, 255, 13, 10))
    expect([...readFileSync('a')]).toEqual([0, 255, 13, 10])
  })
})

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}
