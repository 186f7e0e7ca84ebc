import { Parser } from 'htmlparser2'

const lines = ['p', 'h1', 'h2', 'h3', 'tr', 'div', 'blockquote', 'li', 'br']
const silent = ['head', 'style', 'script']

/** A mail as text, as programs without HTML show it. */
export function readableText(html: string): string {
  let text = ''
  let depthOfSilence = 0
  const parser = new Parser({
    onopentag(name) {
      if (silent.includes(name)) depthOfSilence += 1
    },
    ontext(piece) {
      if (depthOfSilence === 0) text += piece.replace(/\s+/g, ' ')
    },
    onclosetag(name) {
      if (silent.includes(name)) depthOfSilence -= 1
      if (lines.includes(name)) text += '\n'
    },
  })
  parser.end(html)
  return text
    .replaceAll('\u200b', '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}
