/**
 * The library's public face: the policy model, the importers and the migration. All of it is pure;
 * files, prompts and exit codes are the command line's.
 */
export {
  type Checked,
  type Diagnostic,
  hasErrors,
  type Position,
  type Related,
  type Severity,
  type Span,
  sortDiagnostics,
} from './diagnostics/diagnostic.js'
export { type SourceText, sourceText } from './diagnostics/source.js'
export { environmentText } from './formats/env/index.js'
export { writeFlat } from './formats/env/write.js'
export type {
  Decision,
  DecisionOption,
  Detection,
  Fate,
  Format,
  FormatId,
  Implied,
  Imported,
  Reason,
  Scope,
  Setting,
  Target,
} from './formats/format.js'
export { FORMATS } from './formats/index.js'
export type { FileDecision, MigratedSetting } from './migrate/claims.js'
export type { Level, Similarity } from './migrate/match.js'
export {
  type MigrateOptions,
  type Migration,
  type MigrationStatus,
  migrate,
  type PresetChoice,
} from './migrate/migrate.js'
export { type ReadSource, readParsed, readSource } from './migrate/read-source.js'
export type { Fidelity } from './migrate/score.js'
export { type LoadedPolicy, parsePolicy } from './policy/document.js'
export { formatDuration, parseDuration } from './policy/duration.js'
export { detectEnvironment, recommendPreset } from './policy/environment.js'
export { type Explanation, explainOperation } from './policy/explain.js'
export { readVariables } from './policy/flat-config.js'
export { policyJsonSchema } from './policy/json-schema.js'
export { PRESETS, STRATEGIES, TEMPLATES } from './policy/presets.js'
export { printJson, printYaml } from './policy/print.js'
export {
  type Origin,
  operationNames,
  type ResolvedLeaf,
  type ResolvedOperation,
  type ResolveInput,
  resolveOperation,
  type VariableLayer,
} from './policy/resolve.js'
export type { ResolvedPolicy } from './policy/resolved.js'
export type { Matcher, OperationSettings, Policy, PolicyDocument } from './policy/schema.js'
export { checkPolicy } from './rules/validate.js'
export { decodeText, parseText } from './syntax/read.js'
