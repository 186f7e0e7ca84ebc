import { visible } from '../../../actions/invitation/visible.ts'

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
}

/** Text of others for HTML, in elements and in quoted attributes; what cannot be seen is shown. */
export function escaped(text: string): string {
  return escapedSource(visible(text))
}

/** A whole document for an attribute (`srcdoc`): escaped, and otherwise as it is. */
export function escapedSource(html: string): string {
  return html.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
