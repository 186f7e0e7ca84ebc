const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" }

/** An HTML mail as readable text; Auth0 itself sends only HTML. */
export function readableText(html: string): string {
  return decodeEntities(
    html
      .replace(/<!--[\s\S]*?-->|<(head|style|script)\b[\s\S]*?<\/\1>/gi, '')
      .replace(/\s+/g, ' ')
      .replace(/<(br|\/p|\/h\d|\/tr|\/div|\/blockquote|\/li)\b[^>]*>/gi, '\n')
      .replace(/<[^>]+>/g, ''),
  )
    .replaceAll('\u200b', '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Targets of the links, in order and without repeats. */
export function linksIn(html: string): string[] {
  const targets = [...html.matchAll(/<a\b[^>]*\bhref="([^"]*)"/gi)].map(([, href = '']) => decodeEntities(href))
  return [...new Set(targets)]
}

function decodeEntities(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => {
    if (/^#\d+$/.test(name)) return String.fromCodePoint(Number(name.slice(1)))
    return entities[name] ?? whole
  })
}
