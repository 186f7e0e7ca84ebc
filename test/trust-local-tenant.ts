import { keyMaterial } from './emulator/certificate.ts'

/** Makes the test processes, before they start, trust the local tenant's certificate: Node reads it only at the start. */
export async function setup(): Promise<void> {
  delete process.env['NODE_EXTRA_CA_CERTS']
  Object.assign(process.env, trusting((await keyMaterial()).caFile))
}

/**
 * What makes a process of Node trust this certificate and no other. NODE_EXTRA_CA_CERTS, which people use, has Node read its
 * own 140 certificates at each start too: 18 ms, a thousand times in a run. `npm run demo` and the recordings are tested with it.
 */
export function trusting(caFile: string): Record<string, string> {
  return { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: caFile }
}
