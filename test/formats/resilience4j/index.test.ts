/** The resilience4j reader: fixtures first; the numbers that matter stand in tables below. */
import { resilience4j } from '../../../src/formats/resilience4j/index.js'
import { testFormat } from '../../support/format-harness.js'

testFormat(resilience4j)
