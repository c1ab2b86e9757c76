/**
 * An HTTP server on loopback that fails as told: one behaviour for each request, the last one from
 * then on. It keeps what it was sent, and can go down and come up again on the same port.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach } from 'vitest'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What the server does with a request. */
export type Behaviour = (response: ServerResponse, seen: Seen) => void

/** An answer with a status; `body` defaults to the status as text. */
export function answer(
  status: number,
  { headers = {}, body = String(status), afterMs = 0 } = {} as AnswerOptions,
): Behaviour {
  return (response) => {
    const timer = setTimeout(() => response.writeHead(status, headers).end(body), afterMs)
    response.on('close', () => clearTimeout(timer))
  }
}

export interface AnswerOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Time until the answer, in ms. */
  readonly afterMs?: number
}

export const ok = answer(200, { body: 'ok' })

/** Closes the connection without a word. */
export const reset: Behaviour = (response) => void response.socket?.destroy()

/** Takes the request and never answers. */
export const stall: Behaviour = () => {}

/** Promises more of a body than it sends, then closes the connection. */
export const cut: Behaviour = (response) => {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('the first part')
  setTimeout(() => response.socket?.destroy(), 10)
}

/** Sends head and first byte, then a byte every `everyMs` for `count` bytes. */
export function trickle(everyMs: number, count: number): Behaviour {
  return (response) => {
    response.writeHead(200)
    let sent = 0
    const timer = setInterval(() => {
      response.write('.')
      if (++sent >= count) response.end()
    }, everyMs)
    response.on('close', () => clearInterval(timer))
  }
}

export class FaultyServer {
  readonly seen: Seen[] = []
  /** Answers that the other side did not wait for, or did not read to their end. */
  abandoned = 0
  readonly #sockets = new Set<Socket>()
  #script: Behaviour[] = [ok]
  #server: Server | null = null
  #port = 0

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Requests that came in. */
  get requests(): number {
    return this.seen.length
  }

  get sockets(): number {
    return this.#sockets.size
  }

  /** What it does with the next requests; the last goes on for ever. */
  script(...behaviours: Behaviour[]): void {
    this.#script = behaviours
  }

  async up(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => this.#sockets.delete(socket))
    })
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve)
    })
    this.#port = (server.address() as AddressInfo).port
  }

  /** Refuses connections from now on; those that there are break. */
  async down(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const { method = '', url: path = '', headers } = request
    const seen = { method, path, headers, body: Buffer.concat(chunks).toString() }
    this.seen.push(seen)
    const behaviour = this.#script.length > 1 ? this.#script.shift()! : this.#script[0]!
    response.on('close', () => {
      if (!response.writableFinished) this.abandoned++
    })
    behaviour(response, seen)
  }
}

/** Starts servers that are down when the test is over. Call it once in a file. */
export function faultyServers(): () => Promise<FaultyServer> {
  const started: FaultyServer[] = []
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.down()))
  })
  return async () => {
    const server = new FaultyServer()
    await server.up()
    started.push(server)
    return server
  }
}
