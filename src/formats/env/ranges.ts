/** The flat form's ranges as warnings on classic variables, which had none of their own. */

import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { flatRange } from '../../policy/flat-fields.js'
import { FLAT_FIELDS, isInRange } from './flat-fields.js'
import type { Reading } from './group.js'

/**
 * A warning when `value` (in the field's own unit) is outside of what the flat form allows for a
 * classic variable. The value itself is kept: it is what the old system did.
 */
export function outOfFlatRange({ variable, meaning }: Reading, value: number): Diagnostic[] {
  const isPlain = meaning.row.classic && meaning.unit === undefined
  const field = isPlain && FLAT_FIELDS.find((known) => meaning.row.names.includes(known.variable))
  if (!field || isInRange(field, value)) return []
  const [min, max] = flatRange(field.field) ?? []
  const whole = field.type === 'integer' ? ' in whole numbers' : ''
  return [
    {
      ruleId: 'env/out-of-range',
      severity: 'warning',
      message:
        `${variable.name} is ${variable.value}; ` +
        `the flat form allows ${min} to ${max}${whole}.`,
      help: 'Keep it in a policy document, which has wider ranges, or choose a value of the range.',
      span: variable.span,
      data: { variable: variable.name, value, min, max },
    },
  ]
}
