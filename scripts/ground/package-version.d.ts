/** The version in package.json; scripts/build.mjs puts it in. */
declare const PACKAGE_VERSION: string
