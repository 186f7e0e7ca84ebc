/** @returns the program, or undefined */
export function findBrowser(): string | undefined
/** @returns whether the tests can go on */
export function ensureBrowser(): boolean
