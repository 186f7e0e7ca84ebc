import { spawn, type ChildProcess } from 'node:child_process'
import { userInfo } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import type { TemporaryFolder } from '../ground/disk/temporary-folder.ts'
import { InvitationsError } from '../ground/errors.ts'

export interface Shot {
  html: string
  widthPx: number
  scheme: 'light' | 'dark'
}

/** A headless browser that takes pictures of pages. It speaks the DevTools protocol over two pipes. */
export class Chromium {
  readonly #child: ChildProcess
  readonly #profile: TemporaryFolder
  readonly #answers = new Map<number, { resolve: (result: Json) => void; reject: (failure: Error) => void }>()
  #calls = 0
  #session: string | undefined
  #failure: Error | undefined

  /** @param profile holds what the browser writes, and is removed with the browser */
  constructor(path: string, profile: TemporaryFolder) {
    this.#profile = profile
    const flags = ['--headless', '--remote-debugging-pipe', '--disable-gpu', '--hide-scrollbars', '--no-first-run']
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']
    const sandbox = userInfo().uid === 0 ? ['--no-sandbox'] : [] // with a sandbox, it refuses to run as root
    this.#child = spawn(path, [...flags, ...quiet, ...sandbox, `--user-data-dir=${profile.path}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    })
    this.#child.on('error', (failure) => {
      this.#fail(failure)
    })
    this.#child.on('exit', () => {
      this.#fail(new Error('it ended'))
    })
    let rest = ''
    const output = this.#child.stdio[4] as Readable
    output.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#hear(JSON.parse(message) as Message)
    })
    ;(this.#child.stdio[3] as Writable).on('error', () => undefined) // the exit reports it
  }

  /** A PNG that is as high as the page. */
  async picture({ html, widthPx, scheme }: Shot): Promise<Buffer> {
    const session = (this.#session ??= await this.#openPage())
    const call = (method: string, params: Json = {}) => this.#call(method, params, session)
    const size = { width: widthPx, deviceScaleFactor: 1, mobile: false }
    await call('Emulation.setDeviceMetricsOverride', { ...size, height: 200 })
    await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
    const { frameTree } = await call('Page.getFrameTree')
    const { frame } = frameTree as { frame: { id: string } }
    await call('Page.setDocumentContent', { frameId: frame.id, html })
    const { cssContentSize } = await call('Page.getLayoutMetrics')
    const { height } = cssContentSize as { height: number }
    const clip = { x: 0, y: 0, width: widthPx, height, scale: 1 }
    const { data } = await call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip })
    return Buffer.from(String(data), 'base64')
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    if (this.#child.exitCode === null && this.#child.kill('SIGKILL')) await ended
    this.#profile.remove()
  }

  async #openPage(): Promise<string> {
    const { targetId } = await this.#call('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.#call('Target.attachToTarget', { targetId, flatten: true })
    return String(sessionId)
  }

  #call(method: string, params: Json, sessionId?: string): Promise<Json> {
    const id = (this.#calls += 1)
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure)
        return
      }
      this.#answers.set(id, { resolve, reject })
      const message = { id, method, params, ...(sessionId && { sessionId }) }
      ;(this.#child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`)
    })
  }

  #hear({ id, result, error }: Message): void {
    const waiting = this.#answers.get(id ?? -1)
    if (waiting === undefined) return // an event
    this.#answers.delete(id ?? -1)
    if (error === undefined) waiting.resolve(result ?? {})
    else waiting.reject(new Error(error.message))
  }

  #fail(failure: Error): void {
    const error = new InvitationsError('browser_failed', `The browser could not take pictures: ${failure.message}.`, {
      hint: 'Name another one with CHROME_PATH, or leave out --png.',
      cause: failure,
    })
    this.#failure ??= error
    for (const { reject } of this.#answers.values()) reject(error)
    this.#answers.clear()
  }
}

type Json = Record<string, unknown>

interface Message {
  id?: number
  result?: Json
  error?: { message: string }
}
