import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { keyMaterial } from './emulator/certificate.ts'

/** What a proxy does with a request for a connection. */
export interface Behaviour {
  /** The `user:password` that it requires; default: none. */
  credentials?: string
  /** Refuses everybody with this status, or hangs up without an answer. */
  refuses?: number | 'hangs up'
  /** Uses TLS itself. */
  secure?: boolean
}

/** An HTTP proxy in this process that opens connections (CONNECT), and notes where to, until it is closed. */
export class ConnectProxy {
  /** Host and port of every connection that it has opened. */
  readonly opened: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #isSecure: boolean

  private constructor(server: Server, { credentials, refuses, secure = false }: Behaviour) {
    this.#server = server
    this.#isSecure = secure
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
    server.on('connection', (socket: Socket) => this.#keep(socket))
    server.on('connect', ({ url = '', headers }: IncomingMessage, socket: Socket, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      if (refuses === 'hangs up') socket.destroy()
      else if (refuses !== undefined) socket.end(`HTTP/1.1 ${refuses} Refused\r\n\r\n`)
      else if (wanted !== undefined && headers['proxy-authorization'] !== wanted) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n')
      } else this.#open(url, socket, head)
    })
  }

  static async start(behaviour: Behaviour = {}): Promise<ConnectProxy> {
    const { certificate, certificateKey } = await keyMaterial()
    const server = behaviour.secure ? createSecureServer({ cert: certificate, key: certificateKey }) : createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new ConnectProxy(server, behaviour)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Its address, with a user name and password if given. */
  address(credentials?: string): string {
    const before = credentials === undefined ? '' : `${credentials}@`
    return `http${this.#isSecure ? 's' : ''}://${before}localhost:${this.port}`
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #open(target: string, socket: Socket, head: Buffer): void {
    this.opened.push(target)
    const { hostname, port } = new URL(`https://${target}`)
    const onward = connect(Number(port || 443), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    this.#keep(onward)
    onward.on('error', () => socket.destroy())
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}
