// Loaded before the Deploy CLI (node --require). At every start, Deploy CLI 8.44 compiles a schema of all its 78
// languages x 35 prompts x 73 screens, which takes about 14 s. It says no more than that each is an object, so here only
// the languages that are deployed are in it, and their prompts are taken as they are: 0.1 s. What is deployed stays the
// same. Where a later version keeps its lists elsewhere, this does nothing and the deploy is slower.
const deployed = (process.env['DEPLOYED_LANGUAGES'] ?? '').split(',')
try {
  const { languages } = require('auth0-deploy-cli/lib/types')
  const kept = languages.filter((language) => deployed.includes(language))
  languages.splice(0, languages.length, ...kept)
  const { properties } = require('auth0-deploy-cli/lib/tools/auth0/handlers/prompts').schema
  for (const language of Object.values(properties.customText.properties)) language.properties = {}
  for (const type of ['partials', 'screenRenderers']) properties[type].properties = {}
} catch {
  // Slower, not wrong.
}
