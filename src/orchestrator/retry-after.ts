/**
 * Retry-After (RFC 9110, 10.2.3) as a wait in ms: seconds, or an HTTP date in its three forms.
 * The wall clock is an argument; a date in the past is 0 (R18). Caps and deadlines are not applied
 * here. A changer must not let through NaN, a negative number or a date that does not exist.
 */

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const TIME = '(\\d{2}):(\\d{2}):(\\d{2})'
const MONTH = `(${MONTHS.join('|')})`

/** Pattern, and where day, month, year, hour, minute and second stand in it. */
const FORMS: readonly (readonly [RegExp, readonly number[]])[] = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  [new RegExp(`^[A-Z][a-z]{2}, (\\d{2}) ${MONTH} (\\d{4}) ${TIME} GMT$`), [1, 2, 3, 4, 5, 6]],
  // Sunday, 06-Nov-94 08:49:37 GMT
  [new RegExp(`^[A-Z][a-z]+day, (\\d{2})-${MONTH}-(\\d{2}) ${TIME} GMT$`), [1, 2, 3, 4, 5, 6]],
  // Sun Nov  6 08:49:37 1994
  [new RegExp(`^[A-Z][a-z]{2} ${MONTH} ([ \\d]\\d) ${TIME} (\\d{4})$`), [2, 1, 6, 3, 4, 5]],
]

/** Wait in ms, or undefined for what is no Retry-After. `wallMs`: now, in ms since 1970. */
export function retryAfterMs(value: string | number, wallMs: number): number | undefined {
  if (typeof value === 'number') return secondsMs(value)
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return secondsMs(Number(text))
  const at = httpDateMs(text, wallMs)
  return at === undefined ? undefined : Math.max(0, at - wallMs)
}

function secondsMs(seconds: number): number | undefined {
  if (Number.isNaN(seconds)) return undefined
  return Math.min(Math.max(0, seconds * 1000), Number.MAX_SAFE_INTEGER)
}

/** Ms since 1970 of an HTTP date; undefined when it is none or does not exist. */
export function httpDateMs(text: string, wallMs: number): number | undefined {
  for (const [pattern, places] of FORMS) {
    const match = pattern.exec(text)
    if (!match) continue
    const [day, month, year, hour, minute, second] = places.map((place) => match[place]!)
    const y = year!.length === 2 ? fullYear(Number(year), wallMs) : Number(year)
    const m = MONTHS.indexOf(month!) + 1
    const d = Number(day)
    if (d < 1 || d > daysIn(y, m) || +hour! > 23 || +minute! > 59 || +second! > 60) return undefined
    return ((daysSince1970(y, m, d) * 24 + +hour!) * 60 + +minute!) * 60_000 + +second! * 1000
  }
  return undefined
}

/** RFC 9110, 5.6.7: a two-digit year more than 50 years ahead is in the last century. */
function fullYear(year: number, wallMs: number): number {
  const now = 1970 + Math.floor(wallMs / 31_556_952_000)
  const full = now - (now % 100) + year
  return full > now + 50 ? full - 100 : full
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Days of the proleptic Gregorian calendar, with years that begin in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  )
}
