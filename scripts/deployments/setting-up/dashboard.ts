// Addresses of the dashboard's pages. The dashboard knows which tenant is open. Sources besides Auth0's documentation:
// #/connections/database in Auth0's own plugin (GitHub: auth0/wp-auth0), #/templates/provider in Resend's guide to SMTP with
// Auth0, #/templates and #/logs in READMEs of public repositories that link to them.

/** Has the token for setting up. @see https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens */
export const API_EXPLORER = 'https://manage.auth0.com/#/apis/management/explorer'
export const APPLICATIONS = 'https://manage.auth0.com/#/applications'
export const DATABASES = 'https://manage.auth0.com/#/connections/database'

/** Keyed by the words with which sentences name a page. */
const pages: readonly (readonly [words: string, address: string])[] = [
  ['Branding > Email Provider', 'https://manage.auth0.com/#/templates/provider'],
  ['Branding > Email Templates', 'https://manage.auth0.com/#/templates'],
  ['Authentication > Database', DATABASES],
  ['Applications > ', APPLICATIONS],
]

/** The sentence, followed by the address of the page that it names. */
export function withLink(sentence: string): string {
  const [, address] = pages.find(([words]) => sentence.includes(words)) ?? []
  return address === undefined ? sentence : `${sentence} ${address}`
}
