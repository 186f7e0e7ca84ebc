import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { expect, it } from 'vitest'
import { visible } from '../../../../../actions/invitation/visible.ts'
import { escaped } from '../../../../../scripts/ground/text-for/html.ts'
import { hostileText } from '../../../../hostile-text.ts'

const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_111)

it('text in a page stays text, in an element and in an attribute', () => {
  console.info(`HTML: PROPERTY_SEED=${seed}`)
  fc.assert(
    fc.property(hostileText, (text) => {
      const tags: string[] = []
      let [title, content] = ['', '']
      const parser = new Parser({
        onopentag(name, attributes) {
          tags.push(name)
          title += attributes['title'] ?? ''
        },
        ontext: (piece) => (content += piece),
      })
      parser.end(`<p title="${escaped(text)}">${escaped(text)}</p>`)
      expect(tags).toEqual(['p'])
      expect([title, content]).toEqual([visible(text), visible(text)])
    }),
    { numRuns: 1000, seed },
  )
})
