/**
 * Runs the `console` blocks of README.md and puts their real output in place of what stands there;
 * draws the breaker's state diagram from the code's own table.
 *
 *   node scripts/readme.mjs            rewrites README.md
 *   node scripts/readme.mjs --check    exits 1 and names the first block that is stale
 *
 * All blocks run in order in one temporary folder that holds a copy of fixtures/, 80 columns wide,
 * without colour. A line that begins with `$ ` is a command; what follows it is its output.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TRANSITIONS } from '../dist/lib/orchestrator/breaker.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = join(root, 'README.md')
const before = readFileSync(readme, 'utf8')
const after = refresh(before).replace(
  /<!-- breaker -->[\s\S]*<!-- \/breaker -->/,
  () => `<!-- breaker -->\n\`\`\`mermaid\n${diagram()}\`\`\`\n<!-- /breaker -->`,
)

if (!process.argv.includes('--check')) writeFileSync(readme, after)
else if (after !== before) {
  console.error(firstDifference(before, after))
  process.exitCode = 1
}

function refresh(text) {
  const folder = mkdtempSync(join(tmpdir(), 'resil-readme-'))
  try {
    cpSync(join(root, 'fixtures'), join(folder, 'fixtures'), { recursive: true })
    symlinkSync(join(root, 'bin/resil.js'), join(folder, 'resil'))
    return text.replace(/^```console\n([\s\S]*?)^```$/gm, (_, body) => {
      const commands = body.split('\n').filter((line) => line.startsWith('$ '))
      const outputs = commands.map((line) => `${line}\n${run(line.slice(2), folder)}`)
      return `\`\`\`console\n${outputs.join('')}\`\`\``
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Mermaid takes no `-` in the name of a state. */
function diagram() {
  const name = (state) => state.replace('-', '_')
  const edges = TRANSITIONS.map(
    ([from, trigger, to]) => `  ${name(from)} --> ${name(to)}: ${trigger.replaceAll('-', ' ')}\n`,
  )
  return `stateDiagram-v2\n  [*] --> closed\n${edges.join('')}`
}

function run(command, cwd) {
  const env = { PATH: `${cwd}:${process.env.PATH}`, HOME: cwd, COLUMNS: '80', NO_COLOR: '1' }
  try {
    const stdio = ['ignore', 'pipe', 'pipe']
    return execFileSync('sh', ['-c', `${command} 2>&1`], { cwd, env, encoding: 'utf8', stdio })
  } catch (error) {
    return `${error.stdout}`
  }
}

function firstDifference(old, fresh) {
  const [a, b] = [old.split('\n'), fresh.split('\n')]
  const at = b.findIndex((line, i) => line !== a[i])
  const both = `  stands: ${a[at]}\n  is:     ${b[at]}`
  return `README.md:${at + 1} is stale.\n${both}\nRun npm run readme.`
}
