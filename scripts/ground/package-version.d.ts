/** The version in package.json, inserted by scripts/build.mjs. */
declare const PACKAGE_VERSION: string
/** package.json's engines.node, inserted by scripts/build.mjs. */
declare const NODE_NEEDED: string
