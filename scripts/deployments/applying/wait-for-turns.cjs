// Loaded before the Deploy CLI (node --require). The Deploy CLI makes three calls at a time, eight a second, and gives up
// after three tries. No tenant on the Free plan allows that. So each call waits here for a turn from our program
// (turns-of-deploy-cli.ts), which knows the limits and the other calls to the same tenant. Only the method, the address and
// the limits are passed between them; what is sent and what comes back stay here.
const proxy = process.env['DEPLOY_PROXY_URL']
if (proxy !== undefined) {
  // Set here, not on the command line: everyone on the machine can read the arguments that a process was started with.
  process.argv.push('--proxy_url', proxy)
  delete process.env['DEPLOY_PROXY_URL']
}

const send = (message) => process.connected && process.send(message)
const onItsWay = new Map()
const { fetch } = globalThis
let last = 0

process.on('message', ({ go, done }) => {
  if (go !== undefined) void leave(go)
  const call = onItsWay.get(done)
  if (call === undefined) return
  onItsWay.delete(done)
  if (onItsWay.size === 0) process.channel?.unref()
  if (call.response === undefined) call.reject(call.failure)
  else call.resolve(call.response)
})
process.channel?.unref()

globalThis.fetch = (input, init) =>
  new Promise((resolve, reject) => {
    const number = ++last
    onItsWay.set(number, { input, init, resolve, reject })
    process.channel?.ref()
    const url = input instanceof Request ? input.url : String(input)
    send({ call: number, url, method: init?.method ?? (input instanceof Request ? input.method : 'GET') })
  })

/** The SDK starts its timeout before the call has a turn, so the timeout is left out. */
async function leave(number) {
  const call = onItsWay.get(number)
  const signal = AbortSignal.timeout(Number(process.env['CALL_TIMEOUT_MS']))
  try {
    call.response = await fetch(call.input, { ...call.init, signal })
    const { status, headers } = call.response
    const limits = ['date', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']
    send({
      answered: number,
      status,
      headers: limits.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)]] : [])),
    })
  } catch (failure) {
    call.response = undefined
    call.failure = failure
    send({ failed: number })
  }
}
