/** A browser without a screen: follows redirects, keeps cookies, fills in forms. */
export class Visitor {
  readonly #cookies = new Map<string, string>()
  #url = ''
  #html = ''
  status = 0
  readonly #languages: string

  /** @param languages that the browser prefers, as in Accept-Language */
  constructor(languages = 'en-GB,en;q=0.5') {
    this.#languages = languages
  }

  /** Opens an address and follows redirects. @param stopAt an address that is not opened, like the app's callback */
  async open(address: string, stopAt?: string): Promise<this> {
    await this.#go(address, { method: 'GET' }, stopAt)
    return this
  }

  /** Posts the form of the page to its action, or to the page, with its hidden fields and its button's value. */
  async submit(fields: Record<string, string> = {}, stopAt?: string): Promise<this> {
    const hidden = [...this.#html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']): [string, string] => [name, decode(value)]))
    if (this.#html.includes('<button type="submit" name="action" value="default"')) body.set('action', 'default')
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    const action = /<form[^>]* action="([^"]*)"/.exec(this.#html)?.[1]
    const target = action === undefined ? this.#url : new URL(decode(action), this.#url).href
    await this.#go(target, { method: 'POST', body }, stopAt)
    return this
  }

  /** Where the last redirect led: a page that was opened, or the address where the visit stopped. */
  get url(): URL {
    return new URL(this.#url)
  }

  get html(): string {
    return this.#html
  }

  get heading(): string {
    return decode(/<h1[^>]*>([^<]*)<\/h1>/.exec(this.#html)?.[1] ?? '')
  }

  /** The error on the page. */
  get alert(): string {
    return decode(/role="alert">([^<]*)</.exec(this.#html)?.[1] ?? '')
  }

  /** The target of the page's link with this text. */
  linkTo(text: string): string {
    const found = [...this.#html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].find(
      ([, , label = '']) => decode(label) === text,
    )
    if (found?.[1] === undefined) throw new Error(`The page "${this.heading}" has no link "${text}"`)
    return new URL(decode(found[1]), this.#url).href
  }

  async #go(address: string, request: RequestInit, stopAt: string | undefined): Promise<void> {
    this.#url = address
    for (let hop = 0, next = request; hop < 10; hop++) {
      if (stopAt !== undefined && this.#url.startsWith(stopAt)) {
        this.#html = ''
        return
      }
      const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(this.#url, {
        ...next,
        headers: { cookie, 'accept-language': this.#languages },
        redirect: 'manual',
      })
      this.status = response.status
      for (const line of response.headers.getSetCookie()) this.#keep(line)
      const location = response.headers.get('location')
      this.#html = await response.text()
      if (location === null) return
      this.#url = new URL(location, this.#url).href
      next = { method: 'GET' }
    }
    throw new Error(`Too many redirects from ${address}`)
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

function decode(html: string): string {
  return html
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
