#!/usr/bin/env node
if (require('node:fs').existsSync(`${__dirname}/../dist/cli/main.cjs`)) {
  require('../dist/cli/main.cjs')
} else {
  console.error('resil is not built yet: run `npm run build` first.')
  process.exitCode = 2
}
