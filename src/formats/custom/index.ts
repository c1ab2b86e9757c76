/**
 * Hand-made configuration in JSON, YAML and TOML: no format at all, but words that people use.
 *
 * Owns the decision whether a text speaks of resilience in such words; places.ts, recognise.ts and
 * the read-*.ts files own what it says. Other formats have importers of their own (signatures.ts).
 */
import type { ParsedText } from '../../syntax/node.js'
import type { Detection, Format } from '../format.js'
import { harvestOf, readCustom } from './read.js'

const SYNTAXES: ReadonlySet<ParsedText['syntax']> = new Set(['json', 'yaml', 'toml'])

export const custom: Format = {
  id: 'custom',
  title: 'hand-made JSON/YAML/TOML',
  looksFor: 'keys such as retry.max_attempts, failure_threshold, timeout_ms in JSON, YAML or TOML',
  detect(text) {
    return SYNTAXES.has(text.syntax) ? detected(text) : undefined
  },
  read: readCustom,
}

function detected(text: ParsedText): Detection | undefined {
  const { first } = harvestOf(text)
  return first && { reason: `\`${first.key}\` and the keys beside it`, span: first.span }
}
