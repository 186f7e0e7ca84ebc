/** @returns the program, or undefined */
export function findBrowser(): string | undefined
/** @returns whether the tests can run */
export function ensureBrowser(): boolean
