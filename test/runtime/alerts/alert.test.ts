import { expect, it } from 'vitest'
import { failureOf } from '../../../src/orchestrator/failure.js'
import { alertOf } from '../../../src/runtime/alerts/alert.js'

const AT = '2026-01-01T00:00:00.000Z'
const because = (text: string) => failureOf('transient', { error: new Error(text) })
const firing = { id: '1', operation: 'pay', since: AT }

it('is plain data with a line for people', () => {
  const rule = { id: 'error-rate', metric: 'error-rate', above: 0.05 } as const
  const alert = alertOf(rule, 'firing', firing, 0.1234, AT, because('down'))
  expect(alert).toEqual({
    ...{ version: 1, id: '1', state: 'firing', rule: 'error-rate', metric: 'error-rate' },
    ...{ severity: 'warning', operation: 'pay', value: 0.1234, above: 0.05, since: AT, at: AT },
    message: 'error-rate of "pay" firing: error-rate is 12.3 % (limit 5 %)',
    cause: { name: 'Error', message: 'down' },
  })
  expect(JSON.parse(JSON.stringify(alert))).toEqual(alert)
})

it('has no cause when it is over, and no operation where there is none', () => {
  const rule = { id: 'slow-load', metric: 'configuration-load', above: 100 } as const
  const alert = alertOf(rule, 'resolved', { ...firing, operation: null }, 20, AT, because('x'))
  expect(alert.cause).toBeNull()
  expect(alert.message).toBe('slow-load resolved: configuration-load is 20 ms (limit 100 ms)')
})
