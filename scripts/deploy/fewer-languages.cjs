// Loaded before the Deploy CLI (node --require). At every start, Deploy CLI 8.44 compiles a schema of all its 78
// languages x 35 prompts x 73 screens, which takes about 14 s; with the languages that tenant/ has, 0.2 s. What is
// deployed stays the same. Where a later version keeps its list elsewhere, this does nothing and the deploy is slower.
const deployed = (process.env['DEPLOYED_LANGUAGES'] ?? '').split(',')
try {
  const { languages } = require('auth0-deploy-cli/lib/types')
  const kept = languages.filter((language) => deployed.includes(language))
  languages.splice(0, languages.length, ...kept)
} catch {
  // Slower, not wrong.
}
