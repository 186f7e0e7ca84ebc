import authentication from './authentication.json' with { type: 'json' }

/** What Auth0's OpenAPI document says about the parameters of one grant type of /oauth/token. */
export interface GrantSchema {
  required: string[]
  /** Types in the terms of typeof, keyed by parameter. */
  types: Record<string, string>
}

interface Schema {
  required?: string[]
  properties?: Record<string, { type?: string; enum?: string[] }>
}

/** Keyed by grant type. If several schemas share one, as with PKCE, only what all of them require is required. */
export const grantSchemas: Readonly<Record<string, GrantSchema>> = byGrantType(Object.values(authentication.schemas))

function byGrantType(schemas: Schema[]): Record<string, GrantSchema> {
  const found: Record<string, GrantSchema> = {}
  for (const { required = [], properties = {} } of schemas) {
    for (const type of properties['grant_type']?.enum ?? []) {
      const known = found[type]
      const types = Object.entries(properties).map(([name, schema]): [string, string] => [
        name,
        schema.type ?? 'string',
      ])
      found[type] = {
        required: known ? known.required.filter((name) => required.includes(name)) : required,
        types: { ...known?.types, ...Object.fromEntries(types) },
      }
    }
  }
  return found
}
