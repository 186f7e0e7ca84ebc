import { X509Certificate } from 'node:crypto'

/** The certificate that tokens are checked with, in the two forms in which Auth0 shows it. */
export interface SigningCertificate {
  /** PEM. */
  readonly cert: string
  /** PEM of PKCS #7: a message without content or signers, which only carries the certificate (RFC 2315, section 9). */
  readonly pkcs7: string
}

const signedData = Buffer.from('06092a864886f70d010702', 'hex')
const plainData = Buffer.from('06092a864886f70d010701', 'hex')

/** @param cert PEM */
export function signingCertificate(cert: string): SigningCertificate {
  const { raw } = new X509Certificate(cert)
  const version = Buffer.from([0x02, 0x01, 0x01])
  const carried = der(0xa0, raw)
  const content = der(0x30, version, der(0x31), der(0x30, plainData), carried, der(0x31))
  const message = der(0x30, signedData, der(0xa0, content)).toString('base64')
  const lines = message.match(/.{1,64}/g) ?? []
  return { cert, pkcs7: ['-----BEGIN PKCS7-----', ...lines, '-----END PKCS7-----', ''].join('\n') }
}

/** One element of DER (X.690): its tag, its length and its content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content])
}
