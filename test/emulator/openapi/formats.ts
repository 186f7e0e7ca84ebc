import { parseUrl } from '../http/parse-url.ts'

/** The formats that Auth0's OpenAPI document names, as far as their names and recorded traffic show what they mean. */
export const formats: Readonly<Record<string, (value: string) => boolean>> = {
  'client-id': (value) => /^[A-Za-z0-9_-]{1,64}$/.test(value),
  'connection-id': (value) => /^con_[A-Za-z0-9]{16}$/.test(value),
  'connection-profile-id': (value) => /^cop_[A-Za-z0-9]{16,}$/.test(value),
  'user-attribute-profile-id': (value) => /^uap_[A-Za-z0-9]{16,}$/.test(value),
  'role-id': (value) => /^rol_[A-Za-z0-9]{16}$/.test(value),
  'organization-id': (value) => /^org_[A-Za-z0-9]{16}$/.test(value),
  'organization-name': (value) => /^[a-z0-9][a-z0-9_-]{0,49}$/.test(value),
  'user-invitation-id': (value) => /^uinv_[A-Za-z0-9]{16}$/.test(value),
  'user-id': isUserId,
  'user-id-with-max-length': (value) => isUserId(value) && value.length <= 300,
  'connection-realm': (value) => /^[^\s]{1,256}$/.test(value),
  email: isEmail,
  'email-or-empty': (value) => value === '' || isEmail(value),
  'date-time': (value) => !Number.isNaN(Date.parse(value)),
  'html-color': (value) => /^#[0-9A-Fa-f]{6}$/.test(value),
  'html-color-or-null': (value) => /^#[0-9A-Fa-f]{6}$/.test(value),
  url: isUrl,
  'url-or-null': isUrl,
  'url-with-placeholders': (value) => isUrl(value.replace(/[{}*]/g, '')),
  'callback-url': (value) => isUrl(value.replace(/[{}*]/g, '')),
  'strict-uri': isUrl,
  'strict-https-uri': isHttps,
  'strict-https-uri-or-null': isHttps,
  'absolute-uri-or-empty': (value) => value === '' || isUrl(value),
  'absolute-https-uri-or-empty': (value) => value === '' || isHttps(value),
  'absolute-https-uri-with-placeholders-or-empty': (value) => value === '' || isPublicHttps(value.replace(/[{}]/g, '')),
}

/** Where Auth0 sends people to sign in (docs: authenticate/login/auth0-universal-login/configure-default-login-routes). */
function isPublicHttps(value: string): boolean {
  const address = parseUrl(value)
  return address?.protocol === 'https:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(address.hostname)
}

function isUserId(value: string): boolean {
  return /^[^|\s]+\|.+$/.test(value)
}

function isEmail(value: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
}

function isUrl(value: string): boolean {
  return parseUrl(value) !== undefined
}

function isHttps(value: string): boolean {
  return parseUrl(value)?.protocol === 'https:'
}
