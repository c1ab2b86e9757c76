/** From an outcome to the ledger: one call for each variable, findings and notes included. */
import type { Ledger } from '../ledger.js'
import { type Outcome, withReasons } from './outcome.js'
import type { Variable } from './variable.js'

/** Books what became of a variable; `key` names its question when the variable's key does not. */
export function book(
  into: Ledger,
  variable: Variable,
  outcome: Outcome,
  key: string = questionKey(variable),
): void {
  const source = { key: variable.key, text: variable.text, span: variable.span }
  const usesValue = outcome.fate !== 'ignored' && variable.note !== undefined
  const noted = usesValue ? withReasons(outcome, variable.note) : outcome
  const { fate, targets, reasons, decision } = noted
  if (fate === 'ignored') into.ignored(source, reasons[0]!)
  else if (fate === 'decision') into.decision(source, { key, ...decision! }, ...reasons)
  else if (fate === 'exact') into.exact(source, targets, ...reasons)
  else into.approximate(source, targets, ...reasons)
  for (const finding of outcome.findings) into.finding(finding)
}

/** The variable's name, which is unique but for environments and places. */
function questionKey({ name, environment }: Variable): string {
  return environment === undefined ? name : `${environment}.${name}`
}
