/**
 * TOML's tables, dotted keys and arrays of tables put together into one tree.
 *
 * The parser has refused everything that is set twice, so a step that finds a value there finds a
 * table or an array of tables. A table's span runs from its first mention to its last.
 */
import type { AST } from 'toml-eslint-parser'
import { pointerStep, type SourceText } from '../diagnostics/source.js'
import type { Findings } from './findings.js'
import { refuseForbidden } from './keys.js'
import { tooDeep } from './limits.js'
import type { MapNode, Node, SeqNode } from './node.js'

type Range = readonly [start: number, end: number]

interface Table {
  readonly kind: 'table'
  readonly pointer: string
  readonly members: Map<string, { readonly keyRange: Range; readonly value: Member }>
  start: number
  end: number
}

interface Tables {
  readonly kind: 'tables'
  readonly pointer: string
  readonly items: Table[]
}

type Member = Table | Tables | Node

export class TomlTree {
  readonly #source: SourceText
  readonly #findings: Findings
  readonly #limit: number

  constructor(source: SourceText, findings: Findings, limit: number) {
    this.#source = source
    this.#findings = findings
    this.#limit = limit
  }

  read(program: AST.TOMLProgram): Node | undefined {
    const top = program.body[0]
    const [first] = top.body
    if (first === undefined) return undefined
    const root = newTable('', first.range)
    for (const item of top.body) {
      if (item.type === 'TOMLKeyValue') this.#assign(item, root, 1)
      else this.#header(item, root)
    }
    return this.#finish(root)
  }

  #header(item: AST.TOMLTable, root: Table): void {
    const keys = item.key.keys
    // An array of tables takes a level for the list and one for its item.
    if (keys.length >= this.#limit - 1) {
      this.#tooDeep(item.range, root.pointer)
      return
    }
    const table = this.#walk(keys, root, item.range, item.kind === 'array')
    if (table === undefined) return
    const depth = table.pointer.split('/').length
    for (const entry of item.body) this.#assign(entry, table, depth)
  }

  #assign(item: AST.TOMLKeyValue, table: Table, depth: number): void {
    const keys = item.key.keys
    if (depth + keys.length - 1 > this.#limit) {
      this.#tooDeep(item.range, table.pointer)
      return
    }
    const last = keys.at(-1)!
    const owner = this.#walk(keys.slice(0, -1), table, item.range, false)
    if (owner === undefined) return
    owner.end = Math.max(owner.end, item.range[1])
    const pointer = this.#claim(last, owner.pointer)
    if (pointer === undefined) return
    const value = this.#value(item.value, pointer, depth + keys.length)
    if (value !== undefined) owner.members.set(nameOf(last), { keyRange: last.range, value })
  }

  /** The table that `keys` lead to, made where it is missing; undefined after a forbidden key. */
  #walk(
    keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[],
    from: Table,
    range: Range,
    appends: boolean,
  ): Table | undefined {
    let table = from
    for (const [i, key] of keys.entries()) {
      table.end = Math.max(table.end, range[1])
      const pointer = this.#claim(key, table.pointer)
      if (pointer === undefined) return undefined
      const next = step(table, key, pointer, range, appends && i === keys.length - 1)
      if (next === undefined) return undefined
      table = next
    }
    table.end = Math.max(table.end, range[1])
    return table
  }

  #claim(key: AST.TOMLBare | AST.TOMLQuoted, parent: string): string | undefined {
    const name = nameOf(key)
    const pointer = parent + pointerStep(name)
    const place = { key: name, start: key.range[0], end: key.range[1], pointer }
    return refuseForbidden(this.#findings, place) ? undefined : pointer
  }

  #value(node: AST.TOMLContentNode, pointer: string, depth: number): Node | undefined {
    if (node.type === 'TOMLValue') return this.#scalar(node, pointer)
    if (depth > this.#limit) {
      this.#tooDeep(node.range, pointer)
      return undefined
    }
    if (node.type === 'TOMLInlineTable') {
      const table = newTable(pointer, node.range)
      for (const entry of node.body) this.#assign(entry, table, depth + 1)
      return this.#finish(table)
    }
    const items: Node[] = []
    for (const element of node.elements) {
      const item = this.#value(element, pointer + pointerStep(items.length), depth + 1)
      if (item !== undefined) items.push(item)
    }
    return { kind: 'seq', items, span: this.#source.span(...node.range, pointer) }
  }

  #scalar(node: AST.TOMLValue, pointer: string): Node {
    const span = this.#source.span(...node.range, pointer)
    const raw = this.#source.text.slice(...node.range)
    if (node.kind === 'string') {
      return { kind: 'scalar', value: node.value, text: node.value, quoted: true, span }
    }
    const value = typeof node.value === 'object' ? raw : node.value
    return { kind: 'scalar', value, text: raw, quoted: false, span }
  }

  #finish(table: Table): MapNode {
    const entries = [...table.members].map(([key, { keyRange, value }]) => {
      const node = this.#finishMember(value)
      return { key, keySpan: this.#source.span(...keyRange, node.span.pointer), value: node }
    })
    return { kind: 'map', entries, span: this.#source.span(table.start, table.end, table.pointer) }
  }

  #finishMember(member: Member): Node {
    if (member.kind === 'table') return this.#finish(member)
    if (member.kind !== 'tables') return member
    const items = member.items.map((item) => this.#finish(item))
    const [start, end] = [items[0]!.span.start.offset, items.at(-1)!.span.end.offset]
    const span = this.#source.span(start, end, member.pointer)
    return { kind: 'seq', items, span } satisfies SeqNode
  }

  #tooDeep(range: Range, pointer: string): void {
    this.#findings.add(tooDeep(range[0], this.#limit, pointer))
  }
}

function step(
  table: Table,
  key: AST.TOMLBare | AST.TOMLQuoted,
  pointer: string,
  range: Range,
  appends: boolean,
): Table | undefined {
  const name = nameOf(key)
  const found = table.members.get(name)?.value
  if (found?.kind === 'table') return found
  if (found === undefined && !appends) {
    const made = newTable(pointer, range)
    table.members.set(name, { keyRange: key.range, value: made })
    return made
  }
  if (found !== undefined && found.kind !== 'tables') return undefined
  const tables: Tables = found ?? { kind: 'tables', pointer, items: [] }
  if (found === undefined) table.members.set(name, { keyRange: key.range, value: tables })
  if (appends) tables.items.push(newTable(pointer + pointerStep(tables.items.length), range))
  return tables.items.at(-1)
}

function newTable(pointer: string, range: Range): Table {
  return { kind: 'table', pointer, members: new Map(), start: range[0], end: range[1] }
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value
}
