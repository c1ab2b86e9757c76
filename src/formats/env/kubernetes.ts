/**
 * Kubernetes: `data` of a ConfigMap, and the `env` of the containers of anything that holds a pod
 * template (Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod and their likes), also inside a
 * `kind: List`. Values that stand in another object are questions; whole files inside of a
 * ConfigMap are pointed out.
 */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import { type Entry, entryOf, type MapNode, type Node, valueAt } from '../../syntax/node.js'
import { reason } from './outcome.js'
import {
  type Collected,
  type Home,
  missingVariable,
  type Variable,
  variableOf,
} from './variable.js'

const POD_SPECS: readonly (readonly string[])[] = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec'],
]
const FILE_NAME = /\.(ya?ml|json|properties|toml|env|conf|cfg|ini|xml|hcl)$/i

export function isKubernetes(root: Node | undefined): boolean {
  return entryOf(root, 'apiVersion') !== undefined && entryOf(root, 'kind') !== undefined
}

/** All objects of all documents, those of lists in their place. */
export function kubernetesObjects(root: Node): MapNode[] {
  const items = entryOf(root, 'items')?.value
  if (/List$/.test(textAt(root, 'kind') ?? '') && items?.kind === 'seq') {
    return items.items.flatMap((item) => (isKubernetes(item) ? kubernetesObjects(item) : []))
  }
  return root.kind === 'map' ? [root] : []
}

export function fromKubernetes(source: SourceText, objects: readonly MapNode[]): Collected {
  const variables: Variable[] = []
  const findings: Diagnostic[] = []
  const maps = new Set(
    objects
      .filter((object) => textAt(object, 'kind') === 'ConfigMap')
      .flatMap((object) => textAt(object, 'metadata', 'name') ?? []),
  )
  for (const object of objects) {
    const kind = textAt(object, 'kind') ?? ''
    const name = textAt(object, 'metadata', 'name') ?? ''
    if (kind === 'ConfigMap') {
      const home = { source, place: `ConfigMap ${name}`.trim(), prefix: 'data.' }
      configMap(home, object, variables, findings)
    } else if (kind !== 'Secret') {
      for (const container of containersOf(object)) {
        readContainer(source, `${kind} ${name}`, container, maps, variables, findings)
      }
    }
  }
  return { variables, findings }
}

function configMap(
  home: Home,
  object: MapNode,
  variables: Variable[],
  findings: Diagnostic[],
): void {
  const data = entryOf(object, 'data')?.value
  for (const { key, keySpan, value } of data?.kind === 'map' ? data.entries : []) {
    if (value.kind !== 'scalar') continue
    if (FILE_NAME.test(key)) findings.push(fileNotRead(key, keySpan))
    else variables.push(variableOf(home, key, keySpan, value))
  }
}

function containersOf(object: MapNode): MapNode[] {
  return POD_SPECS.flatMap((path) =>
    ['containers', 'initContainers'].flatMap((list) => {
      const node = valueAt(object, ...path, list)
      const items = node?.kind === 'seq' ? node.items : []
      return items.flatMap((item) => (item.kind === 'map' ? [item] : []))
    }),
  )
}

function readContainer(
  source: SourceText,
  owner: string,
  container: MapNode,
  maps: ReadonlySet<string>,
  variables: Variable[],
  findings: Diagnostic[],
): void {
  const name = textAt(container, 'name') ?? ''
  const home = { source, place: `${owner}/${name}`, prefix: `containers.${name}.env.` }
  const env = entryOf(container, 'env')?.value
  for (const item of env?.kind === 'seq' ? env.items : []) {
    const variable = envItem(home, item)
    if (variable !== undefined) variables.push(variable)
  }
  const from = entryOf(container, 'envFrom')?.value
  for (const item of from?.kind === 'seq' ? from.items : []) {
    const map = textAt(item, 'configMapRef', 'name')
    if (map !== undefined && !maps.has(map)) findings.push(mapNotRead(name, map, item.span))
  }
}

function envItem(home: Home, item: Node): Variable | undefined {
  const nameEntry = entryOf(item, 'name')
  if (nameEntry?.value.kind !== 'scalar') return undefined
  const { text: name, span } = nameEntry.value
  const value = entryOf(item, 'value')?.value
  if (value?.kind === 'scalar') return variableOf(home, name, span, emptyForNull(value))
  const from = entryOf(item, 'valueFrom')
  if (from === undefined) return variableOf(home, name, span, EMPTY(span))
  return missingVariable(home, name, from.keySpan, `(${whereFrom(from)})`, elsewhere(from))
}

/** `value:` without anything is an empty value to Kubernetes, not the shell's. */
function emptyForNull<T extends { value: unknown; text: string }>(node: T) {
  return node.value === null ? { ...node, value: '', text: '' } : node
}

function EMPTY(span: Span) {
  return { kind: 'scalar', value: '', text: '', quoted: true, span } as const
}

function whereFrom(from: Entry): string {
  const ref = from.value.kind === 'map' ? from.value.entries[0] : undefined
  if (ref === undefined) return 'valueFrom'
  const parts = [textAt(ref.value, 'name'), textAt(ref.value, 'key')].filter(Boolean)
  return [ref.key, parts.join('/')].filter(Boolean).join(' ')
}

function elsewhere(from: Entry) {
  const text = `the value stands in ${whereFrom(from)}, which is not part of this text`
  return reason('value-elsewhere', text)
}

function fileNotRead(key: string, span: Span): Diagnostic {
  return {
    ruleId: 'env/file-in-config-map',
    severity: 'info',
    message: `The key ${key} of the ConfigMap holds a whole file, which was not read here.`,
    help: 'Save its content as a file of that name and give that file as well.',
    span,
    data: { key },
  }
}

function mapNotRead(container: string, map: string, span: Span): Diagnostic {
  return {
    ruleId: 'env/config-map-not-read',
    severity: 'info',
    message:
      `The container ${container} also takes variables from ConfigMap ${map}, ` +
      'which was not read.',
    help: 'Give the file of that ConfigMap as well.',
    span,
    data: { container, configMap: map },
  }
}

function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const value = valueAt(node, ...keys)
  return value?.kind === 'scalar' ? value.text : undefined
}
