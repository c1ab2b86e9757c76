import { describe, expect, it } from 'vitest'
import type { Implied, Target } from '../../src/formats/format.js'
import { gatherClaims } from '../../src/migrate/claims.js'
import { imported, reason, setting } from '../support/claims.js'

const none = { decide: {}, operationMap: {} }
const target = (path: string, value: unknown, operation?: string): Target => ({
  scope: operation === undefined ? {} : { operation },
  path,
  value,
})
const implied = (kind: Implied['kind'], one: Target): Implied => ({ kind, target: one, why: 'x' })
const said = (claims: readonly Target[]) =>
  claims.map(({ scope, path, value }) => `${scope.operation ?? '*'} ${path} ${value}`)

describe('claims', () => {
  it('are the targets of all settings, each scope and path once', () => {
    const one = setting([target('retry.maxAttempts', 3), target('retry.maxAttempts', 3, 'a')])
    const again = setting([target('retry.maxAttempts', 3)])
    const { claims, decisions } = gatherClaims([imported([one, again])], none)

    expect(said(claims)).toEqual(['* retry.maxAttempts 3', 'a retry.maxAttempts 3'])
    expect(decisions).toEqual([])
  })

  it('rename operations', () => {
    const { claims, settings } = gatherClaims(
      [imported([setting([target('strategy', 'critical', 'q-a')])])],
      { decide: {}, operationMap: { 'q-a': 'qa' } },
    )

    expect(said(claims)).toEqual(['qa strategy critical'])
    expect(settings[0]!.targets[0]!.scope).toEqual({ operation: 'qa' })
  })

  it('warn of a name to change that no file mentions', () => {
    const { diagnostics } = gatherClaims(
      [imported([setting([target('strategy', 'critical', 'billing')])])],
      { decide: {}, operationMap: { biling: 'pay', x: 'y' } },
    )

    expect(diagnostics.map((d) => `${d.severity} ${d.ruleId} ${d.help}`)).toEqual([
      'warning migrate/unknown-operation Did you mean billing?',
      'warning migrate/unknown-operation Operations found: billing.',
    ])
  })

  it('of a policy that is switched off say nothing of its leaves', () => {
    const off = setting([target('retry', false)])
    const dead = setting([target('retry.maxAttempts', 3)])

    expect(said(gatherClaims([imported([off, dead])], none).claims)).toEqual(['* retry false'])
  })
})

describe('implied values', () => {
  const gather = (stated: Target[], unstated: Implied[]) =>
    said(gatherClaims([imported([setting(stated)], { implied: unstated })], none).claims)

  it('fill what nobody states', () => {
    expect(
      gather(
        [target('retry.maxAttempts', 3)],
        [implied('default', target('retry.backoff.initial', 5))],
      ),
    ).toEqual(['* retry.maxAttempts 3', '* retry.backoff.initial 5'])
  })

  it('yield to stated ones', () => {
    expect(
      gather(
        [target('retry.maxAttempts', 3)],
        [implied('default', target('retry.maxAttempts', 1))],
      ),
    ).toEqual(['* retry.maxAttempts 3'])
  })

  it('"did no such thing" yields to anything said of the thing, by key or by default', () => {
    expect(
      gather([target('retry.maxAttempts', 3)], [implied('absent', target('retry', false))]),
    ).toEqual(['* retry.maxAttempts 3'])
    expect(
      gather(
        [target('timeout.total', 3)],
        [
          implied('absent', target('retry', false)),
          implied('default', target('retry.maxAttempts', 1)),
        ],
      ),
    ).toEqual(['* timeout.total 3', '* retry.maxAttempts 1'])
  })

  it('are dropped for a policy that a key switches off', () => {
    expect(
      gather([target('retry', false)], [implied('default', target('retry.backoff.initial', 5))]),
    ).toEqual(['* retry false'])
  })
})

describe('decisions', () => {
  const option = (value: string, ms: number) => ({
    value,
    label: value,
    targets: [target('timeout.attempt', ms)],
  })
  const question = setting([target('timeout.attempt', 30_000)], {
    fate: 'decision',
    reasons: [reason('custom/unit', 0.05)],
    decision: {
      key: 'timeout',
      question: 'Which unit?',
      options: [option('s', 30_000), option('ms', 30)],
      suggested: 's',
    },
  })
  const decide = (answers: Record<string, string>) =>
    gatherClaims([imported([question])], { decide: answers, operationMap: {} })

  it('take the suggested option until the user decides', () => {
    const { claims, settings } = decide({})

    expect(said(claims)).toEqual(['* timeout.attempt 30000'])
    expect(settings[0]).toMatchObject({ taken: 's', decidedByUser: false, confidence: 0.95 })
  })

  it("take the user's option", () => {
    const { claims, settings } = decide({ timeout: 'ms' })

    expect(said(claims)).toEqual(['* timeout.attempt 30'])
    expect(settings[0]).toMatchObject({ taken: 'ms', decidedByUser: true })
  })

  it('refuse an option that is none, with the place and the options', () => {
    const [finding] = decide({ timeout: 'm' }).diagnostics

    expect(finding).toMatchObject({ ruleId: 'migrate/unknown-option', severity: 'error' })
    expect(finding?.help).toBe('Did you mean s?')
    expect(finding?.span).toEqual(question.span)
  })

  it('leave a setting out, with confidence 0, where nothing is suggested', () => {
    const { suggested: _, ...open } = question.decision!
    const { claims, settings } = gatherClaims(
      [imported([{ ...question, decision: open, targets: [] }])],
      none,
    )

    expect(claims).toEqual([])
    expect(settings[0]).toMatchObject({ confidence: 0 })
  })
})

describe('contradictions', () => {
  const first = setting([target('retry.maxAttempts', 3, 'pay')])
  const second = setting([target('retry.maxAttempts', 5, 'pay')])
  const gather = (answers: Record<string, string>) =>
    gatherClaims([imported([first]), imported([second], { format: 'env' })], {
      decide: answers,
      operationMap: {},
    })

  it('become a decision, the first value suggested', () => {
    const { claims, decisions } = gather({})

    expect(said(claims)).toEqual(['pay retry.maxAttempts 3'])
    expect(decisions).toMatchObject([
      {
        key: 'conflict.pay.retry.maxAttempts',
        taken: `legacy.yml:${first.span.start.line}`,
        decidedByUser: false,
      },
    ])
  })

  it('are settled by naming the place that holds', () => {
    const place = `legacy.yml:${second.span.start.line}`
    const { claims, decisions } = gather({ 'conflict.pay.retry.maxAttempts': place })

    expect(said(claims)).toEqual(['pay retry.maxAttempts 5'])
    expect(decisions[0]).toMatchObject({ taken: place, decidedByUser: true })
  })

  it('leave the place that loses without effect, with the reason', () => {
    const { settings } = gather({})
    const taken = `legacy.yml:${first.span.start.line}`

    expect(settings[0]).toMatchObject({ fate: 'exact', targets: first.targets })
    expect(settings[1]).toMatchObject({
      fate: 'ignored',
      targets: [],
      reasons: [{ text: `${taken} says otherwise; conflict.pay.retry.maxAttempts decides` }],
    })
  })

  it('leave a setting what nobody contradicts', () => {
    const both = setting([target('retry.maxAttempts', 5, 'pay'), target('hedge.max', 2, 'pay')])
    const options = { decide: {}, operationMap: {} }
    const { settings } = gatherClaims([imported([first]), imported([both])], options)

    expect(settings[1]).toMatchObject({ fate: 'exact', targets: [{ path: 'hedge.max' }] })
  })

  it('on one line are told apart by the column', () => {
    const file = 'one.json'
    const place = (column: number) => ({ file, ...at(1, column) })
    const rivals = [
      { ...first, span: { ...first.span, ...place(9) } },
      { ...second, span: { ...second.span, ...place(40) } },
    ]
    const decide = { 'conflict.pay.retry.maxAttempts': 'one.json:1:40' }
    const { claims } = gatherClaims([imported(rivals)], { decide, operationMap: {} })

    expect(said(claims)).toEqual(['pay retry.maxAttempts 5'])
  })
})

function at(line: number, column: number) {
  const position = { line, column, offset: column - 1 }
  return { start: position, end: position }
}
