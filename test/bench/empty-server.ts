// The yardstick of the local tenant: the same server with nothing behind it. It prints its port when it listens.
import { Hono } from 'hono'
import { keyMaterial } from '../emulator/certificate.ts'
import { listen } from '../emulator/http/listen.ts'

const app = new Hono()
app.all('*', async (context) => {
  await context.req.text()
  return context.json({})
})
const { port } = await listen((request) => app.fetch(request), await keyMaterial(), 0)
process.stdout.write(`${port}\n`)
