/** Wrong usage or unreadable input: thrown and caught in cli/, printed without a stack, exit 2. */
export class UsageError extends Error {
  /** What to do instead, as one imperative sentence. */
  readonly help: string | undefined

  constructor(message: string, help?: string) {
    super(message)
    this.name = 'UsageError'
    this.help = help
  }
}

/** The user pressed Ctrl-C in a prompt; exit 130, nothing written. */
export class Interrupted extends Error {}

/** Exit codes of every command. */
export const EXIT = {
  clean: 0,
  findings: 1,
  usage: 2,
  nothing: 3,
  bug: 4,
  interrupted: 130,
  terminated: 143,
} as const
