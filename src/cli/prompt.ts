/**
 * Questions to the user. inquirer is loaded here and nowhere else, and only when there is one.
 * Prompts go to stderr, so that a result on stdout stays clean.
 */
import type { Decision } from '../formats/format.js'
import { visible } from '../report/text/visible.js'
import { canAsk } from './terminal.js'
import { Interrupted, UsageError } from './usage-error.js'

/** Fails with the flag to use instead when nobody can answer. */
export function requireSomeone(instead: string): void {
  if (canAsk()) return
  throw new UsageError('-i asks questions, and there is no terminal to ask them on.', instead)
}

/** Walks through decisions; `undefined` for one that is left as it is. */
export async function askDecisions(
  decisions: readonly Decision[],
): Promise<Record<string, string>> {
  const { default: inquirer } = await import('inquirer')
  const prompt = inquirer.createPromptModule({ output: process.stderr })
  const answers: Record<string, string> = {}
  for (const decision of decisions) {
    const choices = decision.options.map((option) => ({
      name: `${visible(option.label)}${option.value === decision.suggested ? ' (suggested)' : ''}`,
      value: option.value,
    }))
    const leave = { name: 'leave it undecided', value: '' }
    try {
      const { answer } = await prompt<{ answer: string }>([
        {
          type: 'select',
          name: 'answer',
          message: visible(`${decision.key}: ${decision.question}`),
          choices: [...choices, leave],
          ...(decision.suggested === undefined ? {} : { default: decision.suggested }),
        },
      ])
      if (answer !== '') answers[decision.key] = answer
    } catch (error) {
      if (error instanceof Error && error.name === 'ExitPromptError') throw new Interrupted()
      throw error
    }
  }
  return answers
}
