import { expect, it } from 'vitest'
import { policyJsonSchema } from '../../src/policy/json-schema.js'

interface SchemaNode {
  readonly description?: string
  readonly properties?: Record<string, SchemaNode>
  readonly $ref?: string
  readonly $defs?: Record<string, SchemaNode>
}

it('names the document and describes every key of it', () => {
  const schema = policyJsonSchema() as unknown as SchemaNode & { title: string }

  expect(schema.title).toBe('resil policy')
  expect(Object.keys(schema.properties ?? {})).toEqual(
    expect.arrayContaining(['version', 'preset', 'defaults', 'operations', 'environments']),
  )
  const undescribed: string[] = []
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return
    const { properties } = node as SchemaNode
    for (const [key, child] of Object.entries(properties ?? {})) {
      const target = resolve(schema, child)
      if (!child.description && !target.description) undescribed.push(`${path}.${key}`)
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`)
  }
  visit(schema, '')
  expect(undescribed).toEqual([])
})

function resolve(schema: SchemaNode, node: SchemaNode): SchemaNode {
  const name = node.$ref?.replace('#/$defs/', '')
  return (name && schema.$defs?.[name]) || node
}

it('is the same bytes each time', () => {
  expect(JSON.stringify(policyJsonSchema())).toBe(JSON.stringify(policyJsonSchema()))
})
