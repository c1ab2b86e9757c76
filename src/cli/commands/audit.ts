/** `resil audit`: the audit trail of configuration changes made here. */
import { auditText, jsonText, styleOf } from '../../report/index.js'
import { AUDIT_FILE, readAudit } from '../audit-log.js'
import { type GlobalOptions, lookOf, print, printError } from '../terminal.js'
import { EXIT } from '../usage-error.js'

export async function auditCommand(
  flags: GlobalOptions & { readonly json?: boolean },
): Promise<number> {
  const lines = readAudit()
  if (flags.json) {
    print(jsonText('audit', { lines }))
    return lines.length === 0 ? EXIT.nothing : EXIT.clean
  }
  if (lines.length === 0) {
    if (!flags.quiet) {
      printError(`No changes are recorded here (${AUDIT_FILE} is missing or empty).\n`)
    }
    return EXIT.nothing
  }
  print(auditText(lines, styleOf(lookOf(flags, process.stdout))))
  return EXIT.clean
}
