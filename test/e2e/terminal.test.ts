import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inTerminal, take } from '../support/run.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const DOWN = '\u001b[B'
const ENTER = '\r'
const CTRL_C = '\u0003'
const QUESTION = 'In which unit'

const withScript = ['/usr/bin/script', '/bin/script'].some((path) => existsSync(path))

describe.runIf(withScript)('at a terminal', () => {
  it('there is colour, and none with --no-color', async () => {
    take('legacy.env')
    expect((await inTerminal(['migrate', 'legacy.env'], [])).output).toContain('\u001b[32m')
    const plain = await inTerminal(['migrate', 'legacy.env', '--no-color'], [])
    expect(plain.output).not.toContain('\u001b')
  })

  it('-i asks, and takes the answer', async () => {
    take('undecided.env')
    const { code, output } = await inTerminal(
      ['migrate', 'undecided.env', '-i', '--write'],
      [[QUESTION, DOWN + ENTER]],
    )
    expect(code).toBe(0)
    expect(output).toContain('1800 milliseconds')
    expect(readFileSync('resil.yaml', 'utf8')).toContain('openDuration: 1800ms')
  })

  it('-i does not ask what nobody can answer here', async () => {
    put(
      'run-time.yml',
      'services:\n  api:\n    environment:\n' +
        '      MAX_RETRIES: ${NOPE}\n      RETRY_MAX_DELAY: 45\n',
    )
    const { code, output } = await inTerminal(['migrate', 'run-time.yml', '-i'], [])
    expect(code).toBe(0)
    expect(output).not.toContain('leave it undecided')
  })

  it('-i names the answers in the next command', async () => {
    take('undecided.env')
    const { output } = await inTerminal(['migrate', 'undecided.env', '-i'], [[QUESTION, ENTER]])
    expect(output).toContain('--decide ORDERS_BREAKER_TIMEOUT=seconds --write')
  })

  it('-i may leave a question open', async () => {
    take('undecided.env')
    const { code, output } = await inTerminal(
      ['migrate', 'undecided.env', '-i'],
      [[QUESTION, DOWN + DOWN + ENTER]],
    )
    expect(code).toBe(0)
    expect(output).toContain('left out until you decide')
  })

  it('-i asks nothing when there is nothing to ask', async () => {
    take('legacy.env')
    const { code, output } = await inTerminal(['migrate', 'legacy.env', '-i'], [])
    expect(code).toBe(0)
    expect(output).not.toContain('leave it undecided')
  })

  it('Ctrl-C in a question is 130, and nothing is written', async () => {
    take('undecided.env')
    const { code, output } = await inTerminal(
      ['migrate', 'undecided.env', '-i', '--write'],
      [[QUESTION, CTRL_C]],
    )
    expect(code).toBe(130)
    expect(output).toContain('Stopped; nothing was written.')
    expect(output).not.toContain('    at ')
    expect(existsSync('resil.yaml')).toBe(false)
  })

  it('a question shows no control character of the file', async () => {
    put('evil.env', 'ORDERS\u009b2J_BREAKER_TIMEOUT=1800\nORDERS_BREAKER_TIMEOUT=1800\n')
    const { output } = await inTerminal(['migrate', 'evil.env', '-i'], [[QUESTION, CTRL_C]])
    expect(output).not.toContain('\u009b')
  })

  it('- says that it waits for what is typed', async () => {
    const { code, output } = await inTerminal(
      ['migrate', '-'],
      [['Reading standard input', `RETRY_MAX_ATTEMPTS=4${ENTER}\u0004`]],
    )
    expect(code).toBe(0)
    expect(output).toContain('Reading standard input; Ctrl-D ends it.')
    expect(output).toContain('retry.maxAttempts: 4')
  })
})
