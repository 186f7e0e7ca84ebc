import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { UNKNOWN_SECRET } from '../../ground/settings/deploy-settings.ts'

/** In the first line of every Action that this program built. It tells ours from others of the same name. */
export const BUILT_BY_US = 'built by auth0-invitations'

/**
 * Secrets cannot be read back, so the second line of deployed code records what it was deployed with: a hash of the code
 * below, which reveals edits in the dashboard, and a salted, slow hash of the secrets' values, which reveals a changed
 * secret. If the deployed code has the same secrets, the line stays as it is, so that a deploy without changes changes
 * nothing. If a secret is not known here, nothing is compared, and the line also stays.
 */
export function seal(code: string, secrets: { name: string; value: string }[], deployedCode = ''): string {
  const [banner = '', ...body] = code.split('\n')
  const below = body.join('\n')
  const kept = isSealedWith(deployedCode, secrets) ? sealOfSecrets(deployedCode) : undefined
  const ofSecrets = secrets.length === 0 ? '' : `; secrets scrypt ${kept ?? newSealOf(secrets)}`
  return [banner, `// Sealed: code sha256 ${digest(below)}${ofSecrets}`, below].join('\n')
}

/** The code without its seal, for people, who need not see a salt in a diff. */
export function unsealed(code: string): string {
  const [banner = '', second = '', ...rest] = code.split('\n')
  return second.startsWith('// Sealed: ') ? [banner, ...rest].join('\n') : code
}

/** Whether the code was deployed with these values of its secrets, as far as the values are known here. */
export function isSealedWith(code: string, secrets: { name: string; value: string }[]): boolean {
  const salt = saltIn(code)
  const hash = /scrypt [\w-]+\.([\w-]+)/.exec(sealIn(code))?.[1]
  if (salt === undefined || hash === undefined) return secrets.length === 0
  if (hasUnknown(secrets)) return true
  const expected = Buffer.from(hashOf(secrets, salt))
  const found = Buffer.from(hash)
  return expected.length === found.length && timingSafeEqual(expected, found)
}

/** The salted hash of the secrets' values that the code was deployed with; undefined if it had no secrets. */
export function sealOfSecrets(code: string): string | undefined {
  return /scrypt ([\w-]+\.[\w-]+)/.exec(sealIn(code))?.[1]
}

/** Whether this program built the code, for the Action with this name in tenant/. */
export function isBuiltByUs(code: string, name: string): boolean {
  const [banner = ''] = code.split('\n', 1)
  return banner.startsWith(`// ${name} `) && banner.includes(BUILT_BY_US)
}

/** Whether the code is as this program built it, without edits in the dashboard. */
export function isUnedited(code: string): boolean {
  const [, , ...body] = code.split('\n')
  return /code sha256 ([\w-]+)/.exec(sealIn(code))?.[1] === digest(body.join('\n'))
}

function sealIn(code: string): string {
  const [, second = ''] = code.split('\n', 2)
  return second.startsWith('// Sealed: ') ? second : ''
}

function saltIn(code: string): string | undefined {
  return /scrypt ([\w-]+)\./.exec(sealIn(code))?.[1]
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function hasUnknown(secrets: readonly { value: string }[]): boolean {
  return secrets.some(({ value }) => value === UNKNOWN_SECRET)
}

function newSealOf(secrets: { name: string; value: string }[]): string {
  const salt = randomBytes(12).toString('base64url')
  return `${salt}.${hashOf(secrets, salt)}`
}

/** The hash is slow on purpose, 50 ms, and a deploy asks for the same ones each time that it looks. No value is kept. */
const hashes = new Map<string, string>()
const MOST_KEPT = 100

function hashOf(secrets: { name: string; value: string }[], salt: string): string {
  const pairs = secrets.map(({ name, value }) => [name, value]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const text = JSON.stringify(pairs)
  const key = digest(`${salt} ${text}`)
  const hash = hashes.get(key) ?? scryptSync(text, salt, 18).toString('base64url')
  if (hashes.size >= MOST_KEPT) hashes.clear()
  hashes.set(key, hash)
  return hash
}
