/** The version in package.json; scripts/build.mjs puts it in. */
declare const PACKAGE_VERSION: string
/** package.json's engines.node (scripts/build.mjs). */
declare const NODE_NEEDED: string
