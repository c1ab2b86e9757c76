import { expect, it } from 'vitest'
import type { Alert } from '../../../src/runtime/alerts/alert.js'
import { LogDelivery } from '../../../src/runtime/alerts/delivery.js'

const alert = { id: '1', state: 'firing' } as Alert

it('S3.4 writes a line of JSON for each alert', () => {
  const written: string[] = []
  const log = new LogDelivery({ write: (text) => written.push(text) })
  log.deliver(alert)
  log.deliver(alert)
  expect(written).toEqual(['{"id":"1","state":"firing"}\n', '{"id":"1","state":"firing"}\n'])
})

it('drops and counts what a stream is too slow for', () => {
  const log = new LogDelivery({
    writableLength: 2 ** 21,
    write: () => expect.fail('written'),
  })
  log.deliver(alert)
  expect(log.dropped).toBe(1)
})
