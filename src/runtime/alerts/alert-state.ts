/** Whether one rule fires for one subject: hold time and hysteresis, nothing else; no clock. */
import type { AlertRule } from './rule.js'

export class AlertState {
  /** When it began to fire, monotonic ms; null while it does not. */
  firingSince: number | null = null
  /** Since when the value is on the other side, monotonic ms; null while it is not. */
  #turnedAt: number | null = null

  /** Nothing to remember. */
  get idle(): boolean {
    return this.firingSince === null && this.#turnedAt === null
  }

  /** Takes a value; says what changes, if anything does. */
  step(rule: AlertRule, value: number, now: number): 'firing' | 'resolved' | null {
    const firing = this.firingSince !== null
    const turned = firing ? value <= (rule.below ?? rule.above) : value > rule.above
    if (!turned) {
      this.#turnedAt = null
      return null
    }
    this.#turnedAt ??= now
    const hold = (firing ? rule.clearHoldMs : rule.holdMs) ?? 0
    if (now - this.#turnedAt < hold) return null
    this.#turnedAt = null
    this.firingSince = firing ? null : now
    return firing ? 'resolved' : 'firing'
  }
}
