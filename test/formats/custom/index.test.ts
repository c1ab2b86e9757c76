import { custom } from '../../../src/formats/custom/index.js'
import { testFormat } from '../../support/format-harness.js'

testFormat(custom)
