/**
 * Logarithm, exponential, powers and the normal quantile from + - * / and sqrt alone. IEEE 754
 * fixes those to the last bit; it does not fix Math.log, Math.exp or the power operator, which may
 * differ between engines and versions. What the machine waits and what chance decides in a
 * simulation goes through here, so that a seed means the same run everywhere.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const SQRT_HALF = Math.SQRT1_2
/** The series of atanh behind its 1/21, from the far end. */
const LN_SERIES = [1 / 19, 1 / 17, 1 / 15, 1 / 13, 1 / 11, 1 / 9, 1 / 7, 1 / 5, 1 / 3, 1]

/** Natural logarithm of a finite x > 0, to about 2 units in the last place. */
export function ln(x: number): number {
  let k = 0
  let m = x
  while (m < SQRT_HALF) {
    m *= 2
    k--
  }
  while (m > 2 * SQRT_HALF) {
    m /= 2
    k++
  }
  // ln m = 2 atanh s with |s| < 0.172: ten terms are enough.
  const s = (m - 1) / (m + 1)
  const z = s * s
  let sum = 1 / 21
  for (let i = 0; i < LN_SERIES.length; i++) sum = sum * z + LN_SERIES[i]!
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW)
}

/** e to the power of x, -700 ≤ x ≤ 700, to about 2 units in the last place. */
export function exp(x: number): number {
  const k = Math.round(x / Math.LN2)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 1
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * r) / n
  let value = sum
  for (let i = 0; i < k; i++) value *= 2
  for (let i = 0; i > k; i--) value /= 2
  return value
}

/** `base` to the power of a whole number `n` ≥ 0; exact wherever the result is a number. */
export function power(base: number, n: number): number {
  let value = 1
  let square = base
  for (let rest = n; rest >= 1; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) value *= square
    square *= square
  }
  return value
}

/** `base` > 0 to the power of `t` ≥ 0; Infinity where that is too large. */
export function realPower(base: number, t: number): number {
  const x = t * ln(base)
  return x > 700 ? Number.POSITIVE_INFINITY : exp(Math.max(-700, x))
}

/** The hyperbolic tangent of x ≥ 0. */
export function tanh(x: number): number {
  return x > 20 ? 1 : 1 - 2 / (exp(2 * x) + 1)
}

const CENTRE = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
] as const
const NEAR_TAIL = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
] as const
const FAR_TAIL = [
  [
    2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
] as const

/** The standard normal's quantile of 0 < p < 1: Wichura's AS 241 (1988), 16 digits. */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q)
  const r = Math.sqrt(-ln(q < 0 ? p : 1 - p))
  const tail = r <= 5 ? ratio(NEAR_TAIL, r - 1.6) : ratio(FAR_TAIL, r - 5)
  return q < 0 ? -tail : tail
}

function ratio([above, below]: readonly [readonly number[], readonly number[]], x: number): number {
  let numerator = 0
  let denominator = 0
  for (let i = 0; i < above.length; i++) {
    numerator = numerator * x + above[i]!
    denominator = denominator * x + below[i]!
  }
  return numerator / denominator
}
