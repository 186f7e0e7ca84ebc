import { X509Certificate } from 'node:crypto'
import type { Json } from '../json.ts'

/** Names for the parts of a distinguished name. */
const nameParts: Readonly<Record<string, string>> = {
  C: 'countryName',
  ST: 'stateOrProvinceName',
  L: 'localityName',
  O: 'organizationName',
  OU: 'organizationalUnitName',
  CN: 'commonName',
}

/**
 * What Auth0 reads from the certificate of an identity provider (recorded traffic; reference of node-auth0: thumbprints
 * are computed from signingCert). Empty if there is no readable certificate.
 */
export function certificateOptions(strategy: string, { signingCert }: Json): Json {
  if (strategy !== 'samlp' && strategy !== 'pingfederate') return {}
  const pem = pemOf(signingCert)
  const certificate = pem === undefined ? undefined : readable(pem)
  if (certificate === undefined) return {}
  return {
    cert: pem,
    expires: new Date(certificate.validTo).toISOString(),
    subject: subjectOf(certificate),
    thumbprints: [certificate.fingerprint.replaceAll(':', '').toLowerCase()],
  }
}

/** It comes as PEM, or as base64 of PEM. */
function pemOf(signingCert: unknown): string | undefined {
  if (typeof signingCert !== 'string') return undefined
  return signingCert.includes('-----BEGIN') ? signingCert : Buffer.from(signingCert, 'base64').toString()
}

function readable(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function subjectOf({ subject }: X509Certificate): Json {
  const parts = subject.split('\n').map((part) => part.split('='))
  return Object.fromEntries(parts.map(([name = '', ...value]) => [nameParts[name] ?? name, value.join('=')]))
}
