/**
 * What happens to each cell while the file is read under one environment after the other; at the
 * end every key goes to the ledger once, with all targets that it got.
 *
 * A cell is exact when it got a target (or steered inheritance) and no reason costs anything,
 * approximate with a costly reason, and ignored when it never had an effect; then the first reason
 * given to `dead` says why. A changer must keep `close` the only place that books cells.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { LeafValue } from '../../policy/leaves.js'
import type { Decision, Implied, Reason, Scope, Target } from '../format.js'
import type { Ledger, SourceKey } from '../ledger.js'
import type { Cell } from './cells.js'

interface Page {
  readonly targets: Target[]
  readonly reasons: Map<string, Reason>
  readonly dead: { readonly reason: Reason; readonly finding: Diagnostic | undefined }[]
  used: boolean
  lost: boolean
  decision?: Decision
}

export class Books {
  readonly #pages = new Map<Cell, Page>()
  readonly #implied: Implied[] = []
  readonly #findings = new Map<string, Diagnostic>()

  target(cell: Cell, target: Target): void {
    this.#page(cell).targets.push(target)
  }

  /** Something that differs about the cell; the same reason counts once. */
  reason(cell: Cell, reason: Reason): void {
    this.#page(cell).reasons.set(reason.id, reason)
  }

  /** Why the cell had no effect here, and the finding to it; told only if it has none anywhere. */
  dead(cell: Cell, reason: Reason, finding?: Diagnostic): void {
    this.#page(cell).dead.push({ reason, finding })
  }

  /** The cell steers others and has no value of its own. */
  used(cell: Cell): void {
    this.#page(cell).used = true
  }

  /** The cell had an effect that cannot be told; `reason` says why. */
  lost(cell: Cell, reason: Reason): void {
    this.reason(cell, reason)
    this.#page(cell).lost = true
  }

  decide(cell: Cell, decision: Decision): void {
    this.#page(cell).decision ??= decision
  }

  implied(kind: Implied['kind'], scope: Scope, path: string, value: LeafValue, why: string): void {
    this.#implied.push({ kind, target: { scope, path, value }, why })
  }

  /** The same rule at the same place is told once, however many environments see it. */
  finding(finding: Diagnostic): void {
    const at = `${finding.ruleId} ${finding.span?.start.offset ?? ''} ${finding.span?.file ?? ''}`
    if (!this.#findings.has(at)) this.#findings.set(at, finding)
  }

  close(cells: readonly Cell[], ledger: Ledger): void {
    for (const cell of cells) {
      const page = this.#page(cell)
      const [why] = page.dead
      if (why?.finding && !isAlive(page)) this.finding(why.finding)
      cell.sources.forEach((source, index) => {
        this.#book(ledger, source, page, index === 0)
      })
    }
    for (const { kind, target, why } of this.#implied) {
      ledger.implied(kind, target.scope, target.path, target.value, why)
    }
    for (const finding of this.#findings.values()) ledger.finding(finding)
  }

  #book(ledger: Ledger, source: SourceKey, page: Page, isFirst: boolean): void {
    const reasons = [...page.reasons.values()]
    const costs = reasons.some(({ deduction }) => deduction > 0)
    const alive = isAlive(page)
    if (page.decision && isFirst) ledger.decision(source, page.decision, ...reasons)
    else if (alive && (page.lost || costs)) ledger.approximate(source, page.targets, ...reasons)
    else if (alive) ledger.exact(source, page.targets, ...reasons)
    else ledger.ignored(source, page.dead[0]?.reason ?? reasons[0] ?? NO_EFFECT)
  }

  #page(cell: Cell): Page {
    let page = this.#pages.get(cell)
    if (!page) {
      page = { targets: [], reasons: new Map(), dead: [], used: false, lost: false }
      this.#pages.set(cell, page)
    }
    return page
  }
}

function isAlive(page: Page): boolean {
  return page.targets.length > 0 || page.used || page.lost || page.decision !== undefined
}

const NO_EFFECT: Reason = {
  id: 'resilience4j/no-effect',
  text: 'the key had no effect on any operation',
  deduction: 0.05,
}
