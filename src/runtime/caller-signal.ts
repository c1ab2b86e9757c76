/**
 * One listener on a signal of the caller's, however many calls and bodies follow it: a program may
 * give the same signal to everything that it does, and Node warns of a leak at the eleventh
 * listener. It goes with the last follower (R25).
 *
 * A changer must measure: most signals have one follower in their life, and that costs nothing
 * above a listener of its own (hence the field beside the set).
 */

/** Told once, when the signal aborts, where it must stop following; the reason is the signal's. */
export interface Follower {
  handleEvent(): void
}

class Followers {
  one: Follower | null
  more: Set<Follower> | null = null

  constructor(first: Follower) {
    this.one = first
  }

  get none(): boolean {
    return this.one === null && (this.more === null || this.more.size === 0)
  }

  handleEvent(): void {
    this.one?.handleEvent()
    // Who has stopped following by the time of its turn is not told.
    for (const follower of this.more ?? []) follower.handleEvent()
  }
}

const known = new WeakMap<AbortSignal, Followers>()

/** `signal` must not have aborted yet. */
export function follow(signal: AbortSignal, follower: Follower): void {
  const followers = known.get(signal)
  if (followers === undefined) {
    const first = new Followers(follower)
    known.set(signal, first)
    signal.addEventListener('abort', first)
    return
  }
  if (followers.none) signal.addEventListener('abort', followers)
  if (followers.one === null) {
    followers.one = follower
    return
  }
  followers.more ??= new Set()
  followers.more.add(follower)
}

/** No harm where `follower` does not follow. */
export function unfollow(signal: AbortSignal, follower: Follower): void {
  const followers = known.get(signal)
  if (followers === undefined) return
  if (followers.one === follower) followers.one = null
  else if (!followers.more?.delete(follower)) return
  if (followers.none) signal.removeEventListener('abort', followers)
}
