/** The list of foreign formats. A file may hold several; each reads its own part. */
import { custom } from './custom/index.js'
import { env } from './env/index.js'
import type { Format } from './format.js'
import { hystrix } from './hystrix/index.js'
import { resilience4j } from './resilience4j/index.js'

export const FORMATS: readonly Format[] = [env, hystrix, resilience4j, custom]
