/** Text for people at a terminal: one function per thing that commands show. */
export { auditText } from './audit.js'
export { explanationText } from './explanation.js'
export { findingsText, placeText, type Sources } from './findings.js'
export { type Look, type Style, styleOf, wrap } from './look.js'
export { migrationText } from './migration.js'
export { decisionsText, shellWord } from './migration-decisions.js'
export { detectionText, presetsText, recommendationText, templateText } from './presets.js'
export { visible } from './visible.js'
