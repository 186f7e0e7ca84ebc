const text = { type: 'string' }
const encoding = { enum: ['base64', 'hex', 'utf8'] }

/** Names that app_metadata must not contain. */
const reserved = [
  ...['__tenant', '_id', 'blocked', 'clientID', 'created_at', 'email_verified', 'email', 'globalClientID'],
  ...['global_client_id', 'identities', 'lastIP', 'lastLogin', 'loginsCount', 'metadata', 'multifactor_last_modified'],
  ...['multifactor', 'updated_at', 'user_id'],
]

/**
 * What a user in an import file may look like.
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples
 */
export const importedUserSchema = {
  type: 'object',
  required: ['email'],
  additionalProperties: false,
  properties: {
    email: { type: 'string', format: 'email' },
    email_verified: { type: 'boolean' },
    phone_number: { type: 'string', pattern: '^\\+[0-9]{1,15}$' },
    phone_verified: { type: 'boolean' },
    user_id: text,
    username: text,
    given_name: text,
    family_name: text,
    name: text,
    nickname: text,
    picture: text,
    blocked: { type: 'boolean' },
    password_hash: { type: 'string', pattern: '^\\$2[ab]\\$10\\$' },
    password_set_date: { type: 'string', format: 'date-time' },
    custom_password_hash: {
      type: 'object',
      required: ['algorithm', 'hash'],
      additionalProperties: false,
      properties: {
        algorithm: {
          enum: [...['argon2', 'bcrypt', 'hmac', 'ldap', 'md4', 'md5', 'sha1', 'sha256', 'sha512', 'pbkdf2', 'scrypt']],
        },
        hash: {
          type: 'object',
          required: ['value'],
          additionalProperties: false,
          properties: {
            value: text,
            encoding,
            digest: { enum: ['md4', 'md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'whirlpool'] },
            key: {
              type: 'object',
              required: ['value'],
              additionalProperties: false,
              properties: { value: text, encoding },
            },
          },
        },
        salt: {
          type: 'object',
          required: ['value'],
          additionalProperties: false,
          properties: { value: text, encoding, position: { enum: ['prefix', 'suffix'] } },
        },
        password: {
          type: 'object',
          additionalProperties: false,
          properties: { encoding: { enum: ['ascii', 'utf8', 'utf16le', 'ucs2', 'latin1', 'binary'] } },
        },
        keylen: { type: 'integer' },
        cost: { type: 'integer' },
        blockSize: { type: 'integer' },
        parallelization: { type: 'integer' },
      },
    },
    app_metadata: { type: 'object', not: { anyOf: reserved.map((name) => ({ required: [name] })) } },
    user_metadata: { type: 'object' },
    mfa_factors: {
      type: 'array',
      maxItems: 10,
      items: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          ['totp', 'phone', 'email'].map((factor) => [
            factor,
            { type: 'object', properties: { [factor === 'totp' ? 'secret' : 'value']: text } },
          ]),
        ),
      },
    },
  },
  not: { required: ['password_hash', 'custom_password_hash'] },
}
