/**
 * An orchestrator that runs under a policy file: reads it, keeps it under watch, brings the state
 * of the breakers over from the last run. Puts together what stands in policy-file.ts, reload.ts
 * and state/; each can be had alone.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { ConfigurationMetrics } from './metrics/configuration-metrics.js'
import { createOrchestrator, type Orchestrator, type OrchestratorOptions } from './orchestrator.js'
import { type PolicySettings, readPolicies } from './policies.js'
import { PolicyError, readPolicyText } from './policy-file.js'
import { type PolicyWatcher, type WatchOptions, watchPolicyFile } from './reload.js'
import { type Persistence, type PersistOptions, persistState } from './state/persist.js'
import type { StateStore } from './state/store.js'

export interface OpenOptions extends PolicySettings, Omit<OrchestratorOptions, 'policies'> {
  /** Watches the file from now on. Default: it is read once. */
  readonly watch?: Pick<WatchOptions, 'onReload' | 'intervalMs' | 'debounceMs'> | undefined
  /**
   * Counts how long the file takes to load, and how often it changes or is wrong: for the alert
   * rules about the configuration. Default: nobody counts.
   */
  readonly configuration?: ConfigurationMetrics | undefined
  /** Where the state of the breakers is kept over a restart. Default: nowhere. */
  readonly state?: (PersistOptions & { readonly store: StateStore }) | undefined
}

export interface OpenOrchestrator {
  readonly orchestrator: Orchestrator
  /** Warnings about the file. */
  readonly diagnostics: readonly Diagnostic[]
  /** Ends the watch, saves the state for the last time and shuts the orchestrator down. */
  close(): Promise<void>
}

/**
 * Variables are those of the process unless given (`variables: {}` for none). Rejects with a
 * `PolicyError` when the file has errors: then there is nothing to run under.
 */
export async function openOrchestrator(
  path: string,
  options: OpenOptions = {},
): Promise<OpenOrchestrator> {
  const settings: PolicySettings = {
    environment: options.environment,
    preset: options.preset,
    variables: options.variables ?? process.env,
    handlers: options.handlers ?? Object.keys(options.fallbacks ?? {}),
  }
  const { configuration } = options
  const began = performance.now()
  const text = readPolicyText(path)
  const { value: policies, diagnostics } = text.value
    ? readPolicies(text.value, settings)
    : { diagnostics: text.diagnostics, value: undefined }
  if (!policies) throw new PolicyError(diagnostics)
  configuration?.loaded(performance.now() - began)
  const orchestrator = createOrchestrator({ ...options, policies })
  configuration?.observe(orchestrator)
  const kept =
    options.state && (await persistState(orchestrator, options.state.store, options.state))
  const ours = { ...settings, inForce: text.value?.text, configuration }
  const watcher =
    options.watch && watchPolicyFile(orchestrator, path, { ...options.watch, ...ours })
  return { orchestrator, diagnostics, close: () => close(orchestrator, watcher, kept) }
}

async function close(
  orchestrator: Orchestrator,
  watcher: PolicyWatcher | undefined,
  kept: Persistence | undefined,
): Promise<void> {
  watcher?.close()
  orchestrator.shutdown()
  await kept?.close()
}
