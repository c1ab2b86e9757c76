/**
 * Builds dist/: lib/ (unbundled ESM with types), cli/ (one CJS chunk per lazily loaded command) and
 * resil.schema.json. Everything is made in dist/.next-<pid> and then moved into place, so that a
 * failed build leaves the last good one, and two builds at once do not break each other.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const started = new Date()
const next = join(dist, `.next-${process.pid}`)

/** Packages that a file of tsc's making imports, at the begin of a line or lazily. */
const IMPORTED = /(?:^(?:import\b|export [*{]|\} from)[^'\n]*|\bimport\()'([^'./][^']*)'/gm

try {
  mkdirSync(next, { recursive: true })
  emitLibrary(join(next, 'lib'))
  checkPackages(join(next, 'lib'))
  await bundleCli(join(next, 'cli'))
  await writeSchema(join(next, 'lib'), join(next, 'resil.schema.json'))
  // As old as the sources it was built from: a file saved while this ran is newer, and rebuilds.
  utimesSync(join(next, 'cli/main.cjs'), started, started)
  moveIntoPlace()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(next, { recursive: true, force: true })
}

function emitLibrary(outDir) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  try {
    const flags = ['-p', 'tsconfig.build.json', '--outDir', outDir]
    execFileSync(process.execPath, [tsc, ...flags], { cwd: root, stdio: 'inherit' })
  } catch {
    throw new Error('build: the library does not compile (see above); dist/ is left as it was.')
  }
}

/** Nothing in lib/ may import a package that its users do not get: those of cli/ are bundled. */
function checkPackages(lib) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json')))
  const given = Object.keys({ ...dependencies, ...peerDependencies })
  for (const file of readdirSync(lib, { recursive: true }).filter((name) => /\.js$/.test(name))) {
    const text = readFileSync(join(lib, file), 'utf8')
    for (const [, from] of text.matchAll(IMPORTED)) {
      const name = from.split('/', from.startsWith('@') ? 2 : 1).join('/')
      if (given.includes(name) || name.startsWith('node:')) continue
      throw new Error(`build: lib/${file} imports ${name}, which is not in "dependencies".`)
    }
  }
}

async function bundleCli(dir) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const bundle = await rolldown({
    cwd: root,
    input: { main: 'src/cli/main.ts', 'simulate-worker': 'src/cli/simulation/worker.ts' },
    platform: 'node',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'node20.19', define: { __RESIL_VERSION__: JSON.stringify(version) } },
  })
  const { output } = await bundle.write({
    dir,
    format: 'cjs',
    // `import()` becomes require(): the ESM loader costs a start about 5 ms.
    dynamicImportInCjs: false,
    // No hashes: a name that changes with each build is one more thing to clean up.
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    exports: 'auto',
    minify: true,
    comments: false,
  })
  await bundle.close()
  checkChunks(output)
  writeFileSync(join(dir, 'THIRD-PARTY-LICENSES.txt'), licencesOf(output))
}

/** The licences and notices of what is bundled go with it, as most of them ask for. */
function licencesOf(output) {
  const modules = output.flatMap((chunk) => chunk.moduleIds ?? [])
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [])
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    const files = readdirSync(folder).filter(
      (file) => /^(licen[cs]e|notice)/i.test(file) && statSync(join(folder, file)).isFile(),
    )
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
    return [`${name} ${version} (${license})`, ...text].join('\n\n')
  })
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** What keeps the start fast, checked on the bundle: a static import in a wrong file breaks it. */
function checkChunks(output) {
  const chunks = new Map(output.filter((o) => o.type === 'chunk').map((c) => [c.fileName, c]))
  const entry = chunks.get('main.cjs')
  const code = [...chunks.values()].map((c) => c.code).join('\n')
  const eager = entry.imports.filter((name) => chunks.has(name))
  if (eager.length > 0) {
    throw new Error(
      `build: main.cjs loads ${eager.join(', ')} on every start. ` +
        'Import it lazily (`await import(…)`) in src/cli/main.ts.',
    )
  }
  if (/\bimport\(/.test(code)) {
    throw new Error('build: an import() is left in the bundle; it starts the ESM loader.')
  }
  for (const chunk of chunks.values()) {
    const own = chunk.moduleIds.filter((id) => /\/src\/(?!cli\/prompt)/.test(id))
    const users = [...chunks.values()].filter((c) => c.imports.includes(chunk.fileName))
    const strangers = users.filter((c) => !holdsInquirer(c)).map((c) => c.fileName)
    if (holdsInquirer(chunk) && own.length + strangers.length > 0) {
      throw new Error(
        `build: inquirer (${chunk.fileName}) is loaded without a prompt, by ` +
          `${[...own, ...strangers].join(', ')}. Only src/cli/prompt.ts may import it, lazily.`,
      )
    }
  }
}

function holdsInquirer(chunk) {
  return chunk.moduleIds.some((id) => /node_modules\/@?inquirer\//.test(id))
}

async function writeSchema(lib, file) {
  const module = pathToFileURL(join(lib, 'policy/json-schema.js'))
  const { policyJsonSchema } = await import(module.href)
  writeFileSync(file, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
}

/** Replaces what dist/ held, one rename per entry; leftovers of builds that died go as well. */
function moveIntoPlace() {
  const fresh = readdirSync(next)
  const old = join(next, '.old')
  mkdirSync(old)
  for (const name of readdirSync(dist)) {
    const dead = /^\.next-/.test(name) && Date.now() - statSync(join(dist, name)).mtimeMs > 600_000
    if (dead) rmSync(join(dist, name), { recursive: true, force: true })
    else if (!name.startsWith('.next-')) renameSync(join(dist, name), join(old, name))
    if (fresh.includes(name)) renameSync(join(next, name), join(dist, name))
  }
  for (const name of fresh) {
    if (existsSync(join(next, name))) renameSync(join(next, name), join(dist, name))
  }
}
