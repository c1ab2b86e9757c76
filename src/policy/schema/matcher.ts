/** Which failures a policy looks at, as data; the orchestrator's classifier evaluates it. */
import * as z from 'zod'

/** Which failures a policy looks at. Lists are alternatives; an empty matcher matches nothing. */
export const matcher = z
  .strictObject({
    kinds: z
      .array(
        z.enum([
          ...(['timeout', 'connection', 'rate-limited', 'server-error', 'transient'] as const),
          ...(['rejected', 'any'] as const),
        ]),
      )
      .max(20)
      .describe(
        'Classes of failure of the classifier; rejected: by a policy of our own (open breaker, ' +
          'full bulkhead, rate limit).',
      )
      .optional(),
    status: z
      .array(z.union([z.int().min(100).max(599), z.string().regex(/^([1-5]xx|\d{3}-\d{3})$/)]))
      .max(100)
      .describe('HTTP status codes: 503, a class as "5xx", a range as "500-504".')
      .optional(),
    grpc: z
      .array(z.string().regex(/^[A-Z_]{2,30}$/))
      .max(20)
      .describe('gRPC status names, e.g. UNAVAILABLE.')
      .optional(),
    codes: z
      .array(z.string().min(1).max(100))
      .max(100)
      .describe('Error codes, e.g. ECONNRESET.')
      .optional(),
    errors: z
      .array(z.string().min(1).max(200))
      .max(100)
      .describe('Names of error classes; names of another language are kept as they are.')
      .optional(),
    tokens: z
      .array(z.string().min(1).max(200))
      .max(100)
      .describe('Conditions of a proxy kept verbatim, e.g. refused-stream.')
      .optional(),
  })
  .describe('Failures that match any of the lists.')

export type Matcher = z.infer<typeof matcher>
