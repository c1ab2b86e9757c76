/**
 * The library's public face: the policy model, the importers, the migration, the orchestrator with
 * its runtime, and rehearsals in virtual time. All but the runtime is pure; prompts and exit codes
 * are the command line's.
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
export type { MachineEvent, Outcome } from './orchestrator/events.js'
export type { Failure } from './orchestrator/failure.js'
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
export { resolveStandalone } from './policy/standalone.js'
export {
  type Expectation,
  type ExpectationResult,
  missingFigure,
  parseExpectation,
} from './rehearse/expectation.js'
export { METRICS, type Metric, type MetricUnit } from './rehearse/metrics.js'
export {
  defaultSubject,
  missedFaults,
  type Rehearsal,
  type RehearsalPlan,
  type RunDigest,
  rehearse,
  type Subject,
  seedsFrom,
  subjectOf,
} from './rehearse/rehearsal.js'
export type { Spread } from './rehearse/spread.js'
export { isBack, type Verdict, verdictText } from './rehearse/verdict.js'
export { checkPolicy } from './rules/validate.js'
export type { Act } from './runtime/acts.js'
export type { Alert } from './runtime/alerts/alert.js'
export { type Alerts, type AlertsOptions, createAlerts } from './runtime/alerts/alerts.js'
export { type Delivery, LogDelivery } from './runtime/alerts/delivery.js'
export { type AlertRule, DEFAULT_RULES, ruleProblems } from './runtime/alerts/rule.js'
export { WebhookDelivery, type WebhookOptions } from './runtime/alerts/webhook.js'
export type { AttemptContext } from './runtime/attempt-context.js'
export {
  type AuditOptions,
  type AuditSummary,
  type AuditTrail,
  createAuditTrail,
} from './runtime/audit/trail.js'
export {
  type CallInfo,
  callInfo,
  FallbackError,
  RejectedError,
  type Rejection,
  TimeoutError,
} from './runtime/errors.js'
export type { ExecuteOptions, FallbackContext } from './runtime/execute-options.js'
export {
  type FetchContext,
  type FetchInput,
  type ResilientFetch,
  type ResilientFetchOptions,
  resilientFetch,
} from './runtime/fetch.js'
export { StatusError } from './runtime/fetch-response.js'
export { type Health, type HealthOptions, healthOf } from './runtime/health.js'
export { assertBooks, bookProblems } from './runtime/metrics/books.js'
export { ConfigurationMetrics } from './runtime/metrics/configuration-metrics.js'
export { Histogram, type HistogramData } from './runtime/metrics/histogram.js'
export { createMetrics, type Metrics } from './runtime/metrics/metrics.js'
export type { MetricsSnapshot, OperationMetrics } from './runtime/metrics/snapshot.js'
export { type OpenOptions, type OpenOrchestrator, openOrchestrator } from './runtime/open.js'
export {
  createOrchestrator,
  type Orchestrator,
  type OrchestratorOptions,
} from './runtime/orchestrator.js'
export { type PolicySettings, policiesFrom, readPolicies } from './runtime/policies.js'
export { PolicyError, readPolicyFile } from './runtime/policy-file.js'
export { type PrometheusOptions, registerPrometheus } from './runtime/prometheus.js'
export {
  type PolicyWatcher,
  type Reload,
  type WatchOptions,
  watchPolicyFile,
} from './runtime/reload.js'
export { type FileStoreOptions, fileStore } from './runtime/state/file-store.js'
export { type MemoryStoreOptions, memoryStore } from './runtime/state/memory-store.js'
export { type Persistence, type PersistOptions, persistState } from './runtime/state/persist.js'
export type { KeptBreaker, StateStore } from './runtime/state/store.js'
export { type ReadLatencies, withFiles } from './simulator/latency-files.js'
export { type LoadedScenario, loadScenario } from './simulator/scenario-document.js'
export type { Scenario, ScenarioInput } from './simulator/scenario-schema.js'
export { SCENARIOS } from './simulator/scenarios/index.js'
export { type SimulateOptions, type SimulationResult, simulate } from './simulator/simulate.js'
export { DEFAULT_SEED } from './simulator/streams.js'
export { decodeText, parseText } from './syntax/read.js'
