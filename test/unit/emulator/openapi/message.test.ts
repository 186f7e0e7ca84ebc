import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../../../emulator/openapi/message.ts'

const words = { type: 'string', minLength: 1 }

describe('the message of a 400', () => {
  it.each([
    ['a missing field', {}, "Payload validation error: 'Missing required property: name'."],
    [
      'text that does not match a pattern',
      { name: 'a', phone: '1' },
      "Payload validation error: 'String does not match pattern ^\\+: 1' on property phone.",
    ],
    [
      'a list of fields',
      { name: 'a', fields: 'users' },
      "Payload validation error: 'String 'users' does not match pattern. Must be a comma separated list of the following values: name,strategy' on property fields.",
    ],
    [
      'a value that is not in the list',
      { name: 'a', kind: 'c' },
      `Payload validation error: 'Invalid property "c"' on property kind.`,
    ],
    [
      'an item of a list',
      { name: 'a', groups: [{ email: 'x' }, { email: '' }] },
      "Payload validation error: 'String is too short (0 chars), minimum 1' on property groups[1].email.",
    ],
    [
      'unknown fields, the last first',
      { name: 'a', one: 1, two: 2 },
      "Payload validation error: 'Additional properties not allowed: two,one'.",
    ],
    [
      'a value that fits no alternative, and why',
      { name: 'a', either: true },
      "Payload validation error: 'None of the valid schemas were met' on property either." +
        " Inner errors: [ Payload validation error: 'Expected type string but found type boolean' on property either. (also)" +
        " Payload validation error: 'Expected type integer but found type boolean' on property either. ].",
    ],
    [
      'several problems, an object before its fields and the last field first',
      { name: '', kind: 'c', nickname: '', one: 1 },
      "Payload validation error: 'Additional properties not allowed: one'. (also)" +
        " Payload validation error: 'String is too short (0 chars), minimum 1' on property nickname. (also)" +
        ` Payload validation error: 'Invalid property "c"' on property kind. (also)` +
        " Payload validation error: 'String is too short (0 chars), minimum 1' on property name.",
    ],
  ])('names %s', (_, body, message) => {
    const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false })
    const validate = ajv.compile({
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: words,
        nickname: words,
        kind: { enum: ['a', 'b'] },
        phone: { type: 'string', pattern: '^\\+' },
        fields: { type: 'string', pattern: '^((name)|(strategy))(,((name)|(strategy)))*$' },
        groups: { type: 'array', items: { type: 'object', properties: { email: words } } },
        either: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      },
    })
    validate(body)
    expect(messageOf(validate.errors ?? [], body, 'Payload validation error:', '')).toBe(message)
  })
})
