/** Text for people at a terminal: one function per thing that commands show. */
export { auditText } from './audit.js'
export { explanationText } from './explanation.js'
export { findingsText, placeText, type Sources } from './findings.js'
export { type Look, type Style, styleOf } from './look.js'
export { migrationText, shellWord } from './migration.js'
export { detectionText, presetsText, recommendationText, templateText } from './presets.js'
