import { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSecureContext, type SecureContext } from 'node:tls'
import { generate } from 'selfsigned'

/** What the tenant keeps between starts, so that a certificate stays trusted. */
export interface KeyMaterial {
  /** PEM, for localhost and 127.0.0.1; self-signed. */
  certificate: string
  certificateKey: string
  /** PEM, RSA: signs the tenant's tokens. */
  signingKey: string
  /** PEM: apps check those tokens with it. */
  signingCertificate: string
  /** The file with the certificate, for NODE_EXTRA_CA_CERTS. */
  caFile: string
}

const DAY_MS = 86_400_000
const VALID_DAYS = 365

/** Reads the key material. Makes it if there is none, or if its certificate ends within a day. */
export async function keyMaterial(): Promise<KeyMaterial> {
  const folder = join(cacheFolder(), 'local-tenant')
  const caFile = join(folder, 'certificate.pem')
  const keysFile = join(folder, 'keys.json')
  const now = Date.now()
  if (existsSync(keysFile) && existsSync(caFile)) {
    const kept = JSON.parse(readFileSync(keysFile, 'utf8')) as Omit<KeyMaterial, 'caFile'>
    const ends = Date.parse(new X509Certificate(kept.certificate).validTo)
    const isWhole = 'signingCertificate' in kept
    if (isWhole && ends - now > DAY_MS && readFileSync(caFile, 'utf8') === kept.certificate) return { ...kept, caFile }
  }
  // On another thread meanwhile, because it takes most of the first start.
  const signing = generate([{ name: 'commonName', value: 'localhost' }], {
    ...{ keyType: 'rsa', keySize: 2048, algorithm: 'sha256' },
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
  })
  const made = await generate([{ name: 'commonName', value: 'auth0-invitations local tenant' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  const { private: signingKey, cert: signingCertificate } = await signing
  const material = {
    certificate: made.cert,
    certificateKey: made.private,
    ...{ signingKey, signingCertificate },
  }
  mkdirSync(folder, { recursive: true })
  writeWhole(keysFile, JSON.stringify(material))
  writeWhole(caFile, material.certificate)
  return { ...material, caFile }
}

/** A certificate for another name, signed with the trusted one. */
export async function certificateFor(
  name: string,
  { certificate, certificateKey }: KeyMaterial,
): Promise<SecureContext> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    ...{ keyType: 'ec', curve: 'P-256', algorithm: 'sha256', ca: { cert: certificate, key: certificateKey } },
    notAfterDate: new Date(new X509Certificate(certificate).validTo),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  })
  return createSecureContext({ cert, key })
}

/** Writes another file and renames it, so that a tenant that starts meanwhile never reads half a file. */
function writeWhole(file: string, content: string): void {
  const beside = `${file}.${process.pid}`
  writeFileSync(beside, content, { mode: 0o600 })
  chmodSync(beside, 0o600)
  renameSync(beside, file)
}

/** node_modules/.cache of the project, whether this runs from the sources or from dist/. */
function cacheFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return join(folder, 'node_modules', '.cache')
}
