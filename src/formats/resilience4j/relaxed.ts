/**
 * Spring's relaxed names: how a written key falls into steps, and when two steps are the same.
 *
 * Owns spelling only; which steps mean something is cells.ts's. Matching must stay as Spring's:
 * case, `-` and `_` do not count in a property's name, and a name in brackets is taken verbatim.
 */

export interface Step {
  readonly text: string
  /** Written as `[text]`: an index, or a map key that is taken verbatim. */
  readonly bracket: boolean
}

/** `retry.instances[my.api].retryExceptions[0]` as its steps; an unclosed bracket is plain text. */
export function stepsOf(key: string): Step[] {
  const steps: Step[] = []
  let plain = ''
  const endPlain = () => {
    if (plain !== '') steps.push({ text: plain, bracket: false })
    plain = ''
  }
  for (let at = 0; at < key.length; at++) {
    const char = key[at]!
    const close = char === '[' ? key.indexOf(']', at) : -1
    if (close !== -1) {
      endPlain()
      steps.push({ text: key.slice(at + 1, close), bracket: true })
      at = close
    } else if (char === '.') endPlain()
    else plain += char
  }
  endPlain()
  return steps
}

/** The form in which names are compared: `max-attempts`, `MAX_ATTEMPTS` and `maxAttempts` alike. */
export function relaxed(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '')
}

/** Whether a name is in the form that Spring looks for first when several spellings are there. */
export function isCanonical(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name)
}

/** Whether Spring keeps a map key as written although it stands without brackets. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(name)
}

const VARIABLE = /^RESILIENCE4J_[A-Z0-9_]+$/

/** The words of an environment variable of this library; undefined for any other name. */
export function variableWords(name: string): string[] | undefined {
  if (!VARIABLE.test(name)) return undefined
  return name
    .toLowerCase()
    .split('_')
    .filter((word) => word !== '')
}
