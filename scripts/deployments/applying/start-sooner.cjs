// Loaded before the Deploy CLI (node --require), which would otherwise take 15 s to start. Deploy CLI 8.44 prepares for
// everything it can deploy; this makes it prepare only for what is deployed. The result is the same. If a later version
// keeps its lists elsewhere, this does nothing and the deploy is slower.
const { existsSync, readdirSync } = require('node:fs')
const { createRequire, Module } = require('node:module')
const { dirname, join } = require('node:path')

for (const prepareLess of [loadClientsWhenCalled, keepDeployedLanguages, keepDeployedTypes]) {
  try {
    prepareLess()
  } catch {
    // Slower, but still correct.
  }
}

/**
 * The Deploy CLI loads what Auth0's SDK has for every resource of the Management API, 400 files, though a deploy calls only
 * a few. That takes 0.2 of 1.1 s. Here each resource is loaded when something first uses it.
 */
function loadClientsWhenCalled() {
  const sdk = createRequire(require.resolve('auth0-deploy-cli')).resolve('auth0')
  const resources = join(dirname(sdk), 'management', 'api', 'resources')
  for (const name of readdirSync(resources)) {
    for (const file of ['index.js', join('client', 'Client.js')]) loadWhenLookedAt(join(resources, name, file))
  }
}

function loadWhenLookedAt(file) {
  if (!existsSync(file)) return
  let loaded
  const load = () => {
    if (loaded === undefined) {
      delete require.cache[file]
      loaded = require(file)
    }
    return loaded
  }
  const exports = new Proxy(
    {},
    {
      get: (_, name) => (name === '__esModule' ? true : Reflect.get(load(), name)),
      has: (_, name) => Reflect.has(load(), name),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) =>
        Reflect.has(load(), name) ? { value: load()[name], enumerable: true, configurable: true } : undefined,
    },
  )
  require.cache[file] = Object.assign(new Module(file), { filename: file, loaded: true, exports })
}

/**
 * The Deploy CLI compiles a schema for all its 78 languages x 35 prompts x 73 screens, which takes about 14 s. The schema
 * only says that each is an object, so here it holds only the languages that are deployed, with any prompts.
 */
function keepDeployedLanguages() {
  const deployed = (process.env['DEPLOYED_LANGUAGES'] ?? '').split(',')
  const { languages } = require('auth0-deploy-cli/lib/types')
  const kept = languages.filter((language) => deployed.includes(language))
  languages.splice(0, languages.length, ...kept)
  const { properties } = require('auth0-deploy-cli/lib/tools/auth0/handlers/prompts').schema
  for (const language of Object.values(properties.customText.properties)) language.properties = {}
  for (const type of ['partials', 'screenRenderers']) properties[type].properties = {}
}

/** The Deploy CLI compiles the schemas of all resource types, but deploys only AUTH0_INCLUDED_ONLY. This saves 0.2 s. */
function keepDeployedTypes() {
  const deployed = JSON.parse(process.env['AUTH0_INCLUDED_ONLY'] ?? '')
  const { properties } = require('auth0-deploy-cli/lib/tools/auth0/schema').default
  for (const type of Object.keys(properties)) if (!deployed.includes(type)) properties[type] = {}
}
