import { keyMaterial } from './emulator/certificate.ts'

/** Before the test processes start: they trust the local tenant's certificate, which Node reads at start only. */
export async function setup(): Promise<void> {
  process.env['NODE_EXTRA_CA_CERTS'] = (await keyMaterial()).caFile
}
