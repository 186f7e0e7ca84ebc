import { expect, it } from 'vitest'
import { readableText } from '../../../../scripts/preview/readable-text.ts'

it('a mail as text has its lines and characters, but not its style', () => {
  const html =
    '<head><style>p { x }</style></head><h1>Hi\n  Ada</h1><p>a &amp; b<br>c</p><p> </p><p>evil&#8203;.com</p>'
  expect(readableText(html)).toBe('Hi Ada\na & b\nc\nevil.com')
})
