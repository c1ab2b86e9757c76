import { describe, expect, it } from 'vitest'
import { type Suggestion, suggest } from '../../../src/rehearse/suggest.js'
import { columnsOf, styleOf } from '../../../src/report/text/look.js'
import { suggestionText } from '../../../src/report/text/suggestion.js'
import { calm, doomed, errors, oneRetry, planOf, runAll, storm } from '../../rehearse/worlds.js'

const style = styleOf({ width: 100, color: false, unicode: true })

async function found(...given: Parameters<typeof planOf>): Promise<Suggestion> {
  return (await suggest(planOf(...given), runAll))!
}

describe('what one setting would change, as text', () => {
  it('before and after, the lines to write, and how many were simulated', async () => {
    const suggestion = await found(storm, oneRetry, { seeds: 2 })
    const text = suggestionText(suggestion, style)
    expect(text).toMatch(/^small-storm: one setting changes the verdict\.\n/)
    const table = text.split('\n').filter((line) => / % {2}/.test(line))
    expect(table.length).toBe(4)
    expect(table[0]).toMatch(/^as it is .* not recovered/)
    for (const [i, { candidate }] of suggestion.found.slice(0, 3).entries()) {
      const { setting, from, to, yaml } = candidate
      expect(table[i + 1]).toMatch(new RegExp(`^${i + 1} ${setting} .* recovered `))
      expect(text).toContain(`\n${i + 1} ${setting}: ${from} → ${to}\n    defaults:\n`)
      for (const line of yaml.trimEnd().split('\n')) expect(text).toContain(`\n    ${line}\n`)
    }
    const end = `${suggestion.planned} changes of one setting simulated, the most promising over`
    expect(text).toContain(`\n${end} all 2 seeds.\n`)
  })

  it('fits, in ASCII and without colour too', async () => {
    const suggestion = await found(storm, oneRetry, { operation: 'a'.repeat(30) })
    for (const width of [40, 60, 80, 120]) {
      const look = styleOf({ width, color: false, unicode: false })
      const text = suggestionText(suggestion, look)
      expect(text).toMatch(/^[\n -~]*$/)
      for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width)
      expect(text).toContain('    operations:\n')
      expect(text).toContain(' -> ')
    }
    const colored = suggestionText(suggestion, styleOf({ width: 80, color: true, unicode: true }))
    expect(colored).toContain('\u001b[1m')
  })

  it('says how many expectations are met', async () => {
    const expected = ['availability.fault >= 96%', 'unsettled = 0']
    const text = suggestionText(await found(errors, oneRetry, { expect: expected }), style)
    expect(text).toContain('one setting changes the verdict')
    expect(text).toMatch(/as it is .* 1 of 2 {2}/)
    expect(text).toMatch(/1 retry.maxAttempts .* 2 of 2 {2}/)
  })

  it('is honest where nothing helps, or nothing is wrong', async () => {
    const none = suggestionText(await found(doomed, oneRetry), style)
    expect(none).toMatch(/^small-doomed: no single setting changes the verdict\./)
    const fine = suggestionText(await found(calm, oneRetry), style)
    expect(fine).toMatch(/^small-calm: it comes through as it is, and no single setting is clearly/)
    expect(fine).toMatch(/better\.\n\n\d+ changes of one setting simulated\.\n$/)
  })

  it('says that it was interrupted', async () => {
    let batch = 0
    const cut = await suggest(planOf(storm, oneRetry), (jobs) =>
      batch++ === 0 ? runAll(jobs) : Promise.resolve(jobs.map(() => undefined)),
    )
    expect(suggestionText(cut!, style)).toContain(
      `\n0 of ${cut!.planned} changes of one setting simulated; then interrupted.\n`,
    )
  })
})
