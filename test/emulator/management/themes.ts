import { empty, json, managementError, type Refusal } from '../http/answers.ts'
import { slot, type Call, type Endpoint } from '../http/endpoint.ts'
import { identifier } from '../identifier.ts'
import type { Json } from '../json.ts'

const theTheme = slot<Json>('the theme')

const body = ['borders', 'colors', 'displayName', 'fonts', 'identifiers', 'page_background', 'widget']

// docs: api/management/v2/branding/post-branding-theme and its siblings; statuses and errors: recorded traffic
export const themes: Endpoint[] = [
  { route: 'POST /api/v2/branding/themes', scopes: ['create:branding'], body, steps: [createTheme] },
  { route: 'GET /api/v2/branding/themes/default', scopes: ['read:branding'], steps: [respondWithDefault] },
  {
    route: 'GET /api/v2/branding/themes/:themeId',
    scopes: ['read:branding'],
    steps: [findTheme('retrieving'), respondWithTheme],
  },
  {
    route: 'PATCH /api/v2/branding/themes/:themeId',
    scopes: ['update:branding'],
    body,
    steps: [findTheme('updating'), changeTheme, respondWithTheme],
  },
  {
    route: 'DELETE /api/v2/branding/themes/:themeId',
    scopes: ['delete:branding'],
    steps: [findTheme('deleting'), deleteTheme],
  },
]

function createTheme({ tenant, body }: Call): Response {
  const theme = { identifiers, ...body, themeId: identifier('', 32) }
  tenant.state.themes.set(theme.themeId, theme)
  return json(200, theme)
}

/** How login identifiers are shown if a theme does not say (recorded traffic). */
const identifiers = {
  login_display: 'unified',
  otp_autocomplete: true,
  phone_display: { masking: 'mask_digits', formatting: 'international' },
}

/** The default theme is the tenant's first one. */
function respondWithDefault({ tenant }: Call): Response {
  const [theme] = tenant.state.themes.values()
  if (theme === undefined) throw noSuchTheme('retrieving')
  return json(200, theme)
}

function findTheme(doing: string) {
  return (call: Call): void => {
    const theme = call.tenant.state.themes.get(call.params['themeId'] ?? '')
    if (theme === undefined) throw noSuchTheme(doing)
    theTheme.put(call, theme)
  }
}

function noSuchTheme(doing: string): Refusal {
  return managementError(404, `There was an error ${doing} branding settings: invalid theme ID`, 'theme_not_found')
}

function changeTheme(call: Call): void {
  Object.assign(theTheme.of(call), call.body)
}

function respondWithTheme(call: Call): Response {
  return json(200, theTheme.of(call))
}

function deleteTheme({ tenant, params }: Call): Response {
  tenant.state.themes.delete(params['themeId'] ?? '')
  return empty(204)
}
