/**
 * The commander program: names, flags and help texts of all commands. Each action loads its command
 * lazily, so that help and wrong flags cost no parser, no schema and no format.
 *
 * The single catch for wrong usage and interruption is here; anything else is a bug and goes up.
 */
import { Command, CommanderError, Option } from 'commander'
import { visible } from '../report/text/visible.js'
import { type GlobalOptions, lookOf, printError, printLine } from './terminal.js'
import { EXIT, Interrupted, UsageError } from './usage-error.js'
import { version } from './version.js'

const EXIT_CODES = `
Exit codes:
  0  clean
  1  findings: errors in a file, --check found work to do,
     an expectation failed
  2  wrong usage, or input that cannot be read
  3  nothing was examined: no configuration was found, or
     a fault never happened
  4  a bug in resil
  130 or 143  interrupted`

/** Runs one command line (without `node` and the script) and gives the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.clean
  const program = createProgram((result) => {
    code = result
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage
    if (error instanceof Interrupted) {
      printError('Stopped; nothing was written.\n')
      return EXIT.interrupted
    }
    if (!(error instanceof UsageError)) throw error
    printLine(`error: ${error.message}`)
    if (error.help) printLine(`help:  ${error.help}`)
    return EXIT.usage
  }
}

function createProgram(done: (code: number) => void): Command {
  const program = new Command('resil')
    .description('Turns the resilience configuration you have into one small policy.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 16 })
    .configureOutput({
      writeErr: (text) => printError(harmless(text)),
      getOutHelpWidth: () => lookOf({}, process.stdout).width,
      getErrHelpWidth: () => lookOf({}, process.stderr).width,
    })
    .showHelpAfterError('(resil --help lists commands and options)')
    .addOption(
      new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']),
    )
    .option('--no-color', 'no colour, like --color never')
    .option('-q, --quiet', 'results and errors only: no progress, no notes, no hints')
    .option('--cwd <dir>', 'work in this directory')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  resil migrate application.yml            shows what would become of it
  resil migrate application.yml --write    writes resil.yaml
  resil explain payments                   what the policy means, in numbers
  resil simulate outage                    what users see when the upstream goes away
${EXIT_CODES}

Without a command, this help goes to standard error and the exit code is 2.`,
    )
  program.hook('preAction', (_, action) => enter(action.optsWithGlobals().cwd))
  for (const add of [addMigrate, addExplain, addSimulate, addPresets, addSchema, addAudit]) {
    const command = add(program, done)
    command.exitOverride().showHelpAfterError(`(resil ${command.name()} --help lists its options)`)
  }
  return program
}

/** commander quotes arguments as they are; its own texts have line ends and nothing worse. */
function harmless(text: string): string {
  return text.split('\n').map(visible).join('\n')
}

function enter(cwd: unknown): void {
  if (typeof cwd !== 'string') return
  try {
    process.chdir(cwd)
  } catch {
    throw new UsageError(`${cwd} is no directory that can be entered.`, 'Check --cwd.')
  }
}

type Add = (program: Command, done: (code: number) => void) => Command

const addMigrate: Add = (program, done) =>
  program
    .command('migrate')
    .summary('turn existing resilience settings into a policy')
    .description(
      'Reads Hystrix, resilience4j, environment and hand-made configuration and shows the small ' +
        'policy that does the same, setting by setting. Writes nothing without --write.',
    )
    .argument('[files...]', 'files or directories; - reads standard input')
    .option('-w, --write', 'write the policy')
    .option('-o, --output <file>', 'where to write it (default: resil.yaml)')
    .option('--stdout', 'print the policy alone')
    .addOption(
      new Option('--to <form>', 'form of the result (default: yaml, or by the name of -o)').choices(
        [...['yaml', 'json', 'env', 'docker', 'k8s', 'bash']],
      ),
    )
    .option('--from-env', "read this process's environment variables too")
    .option('--stdin-filename <name>', 'name of standard input, to tell its syntax')
    .option('--check', 'exit 1 when a migration is needed')
    .option('--json', 'print the whole report as one JSON document')
    .option('--decide <key=value>', 'settle a decision; may be repeated', collect)
    .option('-i, --interactive', 'be asked for each decision')
    .option('--preset <name>', 'use this preset, not the nearest')
    .option('--operation-map <old=new>', 'rename an operation; or a file of names', collect)
    .option('--merge', 'merge all inputs into one policy')
    .option('-f, --force', 'overwrite a file that exists')
    .option('--undo', 'put back what the last --write replaced')
    .addHelpText(
      'after',
      `
Examples:
  resil migrate legacy.json                        dry run
  resil migrate legacy.json --write                writes resil.yaml
  resil migrate config/ --merge                    a whole directory, one policy
  resil migrate legacy.json --decide orders.timeout=ms
  kubectl get cm app -o yaml | resil migrate - --to k8s --stdout
${EXIT_CODES}`,
    )
    .action(async (files: string[], _, command: Command) => {
      const { migrateCommand } = await import('./commands/migrate.js')
      done(await migrateCommand(files, command.optsWithGlobals()))
    })

const addExplain: Add = (program, done) =>
  program
    .command('explain')
    .summary('show the policy in force, with the origin of each value')
    .description(
      'Resolves presets, strategies, defaults, environments and variables for an operation and ' +
        'says what the result means: attempts, waits, the longest a call can take.',
    )
    .argument('[operation]', 'an operation; without it the defaults and the list of operations')
    .option('--file <file>', 'policy document (default: resil.yaml, resil.yml, resil.json)')
    .option('-e, --env <name>', 'with the overlay of this environment')
    .option('--preset <name>', 'with another preset')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXIT_CODES)
    .action(async (operation: string | undefined, _, command: Command) => {
      const { explainCommand } = await import('./commands/explain.js')
      done(await explainCommand(operation, command.optsWithGlobals()))
    })

const addSimulate: Add = (program, done) =>
  program
    .command('simulate')
    .summary('rehearse outages against the policy, in virtual time')
    .description(
      'Runs scenarios (built in, or YAML files) against the policy in force and shows what users ' +
        'and the upstream see. The same seed gives the same run. Without a scenario it runs ' +
        'those that the policy file lists under "simulate".',
    )
    .argument('[scenarios...]', 'names, words of names, files, or all; - reads standard input')
    .option('--list', 'list the scenarios (or --list metrics)')
    .option('--config <file>', 'policy document (default: resil.yaml, resil.yml, resil.json)')
    .option('-e, --env <name>', 'with the overlay of this environment')
    .option('--operation <name>', 'the operation that is called (default: the defaults)')
    .option('--preset <name>', 'with another preset')
    .option('--rps <n>', "calls per second in the place of the scenario's")
    .option('--seed <seed>', 'seed of the first run: a number or a text')
    .option('--seeds <n>', 'that many runs, each with a seed of its own')
    .option('--expect <text>', "'availability.after >= 99.9%'; may be repeated", collect)
    .option('--compare <policies>', 'presets and files side by side; current, default')
    .option('--suggest', 'find the one setting that changes the verdict')
    .addOption(
      new Option(
        '--report <form>',
        'form of the report (default: text, or by the name of -o)',
      ).choices(['text', 'json', 'html', 'svg']),
    )
    .option('-o, --output <file>', 'write the report to a file')
    .option('--json', 'like --report json')
    .option('--replay <file>', 'run a JSON report again and compare')
    .addHelpText(
      'after',
      `
Examples:
  resil simulate outage
  resil simulate all --seeds 20 --expect 'availability.after >= 99.9%'
  resil simulate brownout --operation payments --report html -o report.html
  resil simulate retry-storm --compare current,production,./other.yaml
  resil simulate twelve-policies           one outage, twelve policies
${EXIT_CODES}`,
    )
    .action(async (scenarios: string[], _, command: Command) => {
      const { simulateCommand } = await import('./commands/simulate.js')
      done(await simulateCommand(scenarios, command.optsWithGlobals()))
    })

const addPresets: Add = (program, done) =>
  program
    .command('presets')
    .summary('list presets, show one, or recommend one for an environment')
    .addArgument(
      // Free text, so that `resil presets produciton` can be answered with a suggestion.
      program.createArgument('[action]', 'list, show NAME or recommend [ENV] (default: list)'),
    )
    .argument('[name]', 'a preset, strategy or template; or an environment')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXIT_CODES)
    .action(async (action: string | undefined, name: string | undefined, _, command: Command) => {
      const { presetsCommand } = await import('./commands/presets.js')
      done(await presetsCommand(action, name, command.optsWithGlobals()))
    })

const addSchema: Add = (program, done) =>
  program
    .command('schema')
    .summary('print the JSON Schema of the policy document, or of scenarios, for editors')
    .argument('[of]', 'policy or scenario (default: policy)')
    .action(async (of: string | undefined) => {
      const { schemaCommand } = await import('./commands/schema.js')
      done(await schemaCommand(of))
    })

const addAudit: Add = (program, done) =>
  program
    .command('audit')
    .summary('show who changed which policy, when, and from what')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXIT_CODES)
    .action(async (_, command: Command) => {
      const { auditCommand } = await import('./commands/audit.js')
      done(await auditCommand(command.optsWithGlobals()))
    })

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

export type WithGlobals<T> = T & GlobalOptions
