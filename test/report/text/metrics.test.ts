import { describe, expect, it } from 'vitest'
import { METRICS } from '../../../src/rehearse/metrics.js'
import { styleOf } from '../../../src/report/text/look.js'
import { metricsText } from '../../../src/report/text/metrics.js'

describe('the list of metrics', () => {
  it.each([40, 80, 120])('names each, within %d columns', (width) => {
    const text = metricsText(styleOf({ width, color: false, unicode: true }))
    for (const { name } of METRICS) expect(text).toMatch(new RegExp(`^${name}( |$)`, 'm'))
    const lines = text.split('\n')
    // A name or an example stays whole, so that it can be copied.
    expect(lines.filter((line) => line.length > width && !/--expect/.test(line))).toEqual([])
  })
})
