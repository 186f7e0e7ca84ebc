import { describe, expect, it } from 'vitest'
import { lowContrasts } from '../../../../scripts/preview/contrast.ts'

const found = (html: string) => lowContrasts(html).map(({ message }) => message)
const dark = (rules: string) => `<style>.x { margin: 0 } @media (prefers-color-scheme: dark) { ${rules} }</style>`

describe('text that is hard to read on its background', () => {
  it('is reported with its contrast', () => {
    expect(found('<table bgcolor="#fff"><tr><td><p style="color:#999">Hello</p></td></tr></table>')).toEqual([
      '#999 on #fff has a contrast of 2.8 in light, but at least 4.5 is needed: “Hello”.',
    ])
    expect(found('<p style="color:#767676">Hello</p>')).toEqual([])
  })

  it('may have less contrast if it is large', () => {
    expect(found('<h1 style="color:#888888;font-size:24px">Hello</h1>')).toEqual([])
    expect(found('<p style="color:#888888;font-size:18px">Hello</p>')).toHaveLength(1)
  })

  it('is also found in dark mode', () => {
    const mail = '<body style="background:#ffffff"><p class="text" style="color:#222222">Hello</p></body>'
    expect(found(dark('body { background: #000000 !important; }') + mail)).toEqual([
      '#222222 on #000000 has a contrast of 1.3 in dark, but at least 4.5 is needed: “Hello”.',
    ])
    expect(found(dark('body { background: #000000; } .text, .other { color: #eeeeee; }') + mail)).toEqual([])
  })

  it('is not reported if nobody sees it', () => {
    expect(found('<div style="display:none;color:#fff"><p>Hello</p></div><p style="color:#fff"> </p>')).toEqual([])
  })
})
