/** `resil explain`: the resolved policy of an operation, with origin and meaning of its values. */
import { hasErrors } from '../../diagnostics/diagnostic.js'
import { suggest } from '../../diagnostics/suggest.js'
import { explainOperation } from '../../policy/explain.js'
import { operationNames, resolveOperation } from '../../policy/resolve.js'
import {
  explanationText,
  findingsJson,
  findingsText,
  jsonText,
  styleOf,
  visible,
  wrap,
} from '../../report/index.js'
import { type PolicyFlags, type PolicyInForce, policyInForce } from '../policy-file.js'
import { type GlobalOptions, lookOf, print, printError } from '../terminal.js'
import { EXIT } from '../usage-error.js'

type ExplainFlags = GlobalOptions & PolicyFlags & { readonly json?: boolean }

export async function explainCommand(
  operation: string | undefined,
  flags: ExplainFlags,
): Promise<number> {
  const inForce = policyInForce(flags)
  const { input, diagnostics, sources } = inForce
  if (!input) {
    if (flags.json) print(findingsJson('explain', diagnostics))
    else print(findingsText(diagnostics, sources, styleOf(lookOf(flags, process.stdout))))
    return EXIT.findings
  }
  const operations = operationNames(input)
  const explanation = explainOperation(resolveOperation(input, operation))
  if (flags.json) {
    const file = inForce.file ?? null
    print(jsonText('explain', { file, explanation, operations, diagnostics }))
  } else {
    if (!flags.quiet) printNotes(notes(inForce, operation, operations), flags)
    printError(findingsText(diagnostics, sources, styleOf(lookOf(flags, process.stderr))))
    const style = styleOf(lookOf(flags, process.stdout))
    print(explanationText(explanation, operation === undefined ? operations : [], style))
  }
  return hasErrors(diagnostics) ? EXIT.findings : EXIT.clean
}

/** What a reader must know beside the result. */
function notes(
  { file, policy }: PolicyInForce,
  operation: string | undefined,
  operations: readonly string[],
): string[] {
  const lines: string[] = []
  if (file === undefined) {
    lines.push('No resil.yaml here: this is what the preset alone means. --file names another.')
  }
  const environments = Object.keys(policy?.document.environments ?? {})
  if (environments.length > 0) lines.push(`Overlays: --env ${environments.join(', --env ')}.`)
  if (operation !== undefined && !operations.includes(operation)) {
    const near = suggest(operation, operations)
    const question = near ? ` Did you mean ${near}?` : ''
    lines.push(`${operation} is not listed in the policy and takes the defaults.${question}`)
  }
  return lines
}

function printNotes(lines: readonly string[], flags: ExplainFlags): void {
  const { width } = lookOf(flags, process.stderr)
  for (const line of lines) printError(`${wrap(visible(line), width)}\n`)
}
