import { expect, it } from 'vitest'
import { parseUrl } from '../../../../actions/invitation/parse-url.ts'

it('an address is parsed the same each time', () => {
  for (let times = 0; times < 20_000; times++) {
    if (parseUrl('https://bücher.example')?.hostname !== 'xn--bcher-kva.example')
      expect.fail(`not parsed after ${times}`)
  }
})

it('text that is not an address is undefined', () => {
  expect(parseUrl('bücher')).toBeUndefined()
})
