/**
 * From YAML text to the library's documents, within bounds that the library does not keep itself.
 *
 * The library composes recursively and builds an Error with a stack for every fault. So the tokens
 * are pruned first: nothing nested deeper than the limit reaches the composer (the tree reader
 * reports the place, as it stops one level earlier), and stacks are off while it runs.
 */
import { Composer, type CST, type Document, Lexer, Parser, Schema } from 'yaml'

const SCALAR_MARK = '\u001f'
const FLOW_END_MARK = '\u0018'

/** All types are left to plain-scalar.ts, so the library sees strings only. */
const STRINGS_ONLY = new Schema({ schema: 'failsafe' })

/** The documents of `text` as far as the library could read them, nested at most `depth` + 1. */
export function composeDocuments(text: string, depth: number): Document.Parsed[] {
  const tokens = readTokens(text, depth + 1)
  for (const token of tokens) pruneDeep(token, depth + 1)
  const composer = new Composer({
    schema: STRINGS_ONLY,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const stackTraceLimit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return [...composer.compose(tokens, true, text.length)] as Document.Parsed[]
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The token trees of `text`, without the brackets nested deeper than `depth` and their content. */
function readTokens(text: string, depth: number): CST.Token[] {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let open = 0
  let inScalar = false
  for (const lexeme of new Lexer().lex(text)) {
    const opaque: boolean = inScalar
    inScalar = lexeme === SCALAR_MARK && !opaque
    if (!opaque && (lexeme === '[' || lexeme === '{')) open++
    else if (!opaque && lexeme === FLOW_END_MARK) open = 0
    if (open > depth) {
      if (opaque || lexeme >= ' ' || /^[\t\r\n]/.test(lexeme)) parser.offset += lexeme.length
    } else for (const token of parser.next(lexeme)) tokens.push(token)
    if (!opaque && (lexeme === ']' || lexeme === '}')) open = Math.max(0, open - 1)
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

/** Empties every collection nested deeper than `limit`, with a list of its own for a stack. */
function pruneDeep(root: CST.Token, limit: number): void {
  const pending: CST.Token[] = []
  const depths: number[] = []
  const visit = (token: CST.Token | null | undefined, depth: number) => {
    if (!token || !('items' in token)) return
    pending.push(token)
    depths.push(depth)
  }
  visit(root.type === 'document' ? root.value : root, 0)
  for (let token = pending.pop(); token !== undefined; token = pending.pop()) {
    const depth = depths.pop() ?? 0
    if (!('items' in token)) continue
    if (depth >= limit) token.items = []
    for (const item of token.items) {
      visit(item.key, depth + 1)
      visit(item.value, depth + 1)
    }
  }
}
