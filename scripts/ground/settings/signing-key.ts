import { createPrivateKey, type KeyObject } from 'node:crypto'

/** What Auth0 accepts (docs: secure/application-credentials/configure-private-key-jwt). The first is the default. */
export const signingAlgorithms = ['RS256', 'RS384', 'PS256'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/** Auth0 refuses RSA keys with fewer bits. */
const LEAST_BITS = 2048

/**
 * An app's private key in the format that Auth0's SDK accepts (PKCS #8), from any PEM that OpenSSL writes.
 * @returns the key, or what is wrong with it, in a clause that does not contain the key
 */
export function readSigningKey(pem: string): { key: string } | { problem: string } {
  const key = parsed(pem)
  if (typeof key === 'string') return { problem: key }
  if (key.asymmetricKeyType !== 'rsa') return { problem: 'it is not an RSA key' }
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    return { problem: `it has fewer than ${LEAST_BITS} bits` }
  return { key: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

function parsed(pem: string): KeyObject | string {
  if (/ENCRYPTED/.test(pem)) return 'it is encrypted; save it without a passphrase, readable by its owner only'
  if (/PUBLIC KEY|CERTIFICATE/.test(pem)) return 'it is the public part; the private key is needed'
  try {
    return createPrivateKey(pem)
  } catch {
    return 'it is not a private key in PEM (-----BEGIN PRIVATE KEY-----)'
  }
}
