import { defineConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

export default defineConfig({
  define: { __RESIL_VERSION__: JSON.stringify(manifest.version) },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // All cores: by default one is left idle, which on two of them is half of the machine.
    maxWorkers: '100%',
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/properties.ts'],
    // The tally comes last: its line is what CI reads.
    reporters: ['default', './test/support/tally-reporter.ts'],
  },
})
