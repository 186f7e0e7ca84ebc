import { json, managementError } from '../http/answers.ts'
import type { Call, Endpoint } from '../http/endpoint.ts'
import { isObject, type Json } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import { selectFields } from './fields.ts'
import { pageParameters, paginate } from './pagination.ts'

// docs: customize/login-pages/advanced-customizations; which keys appear when: recorded traffic
export const rendering: Endpoint[] = [
  {
    route: 'GET /api/v2/prompts/rendering',
    query: [...pageParameters, 'prompt', 'screen', 'rendering_mode', 'fields', 'include_fields'],
    steps: [listConfigurations],
  },
  { route: 'PATCH /api/v2/prompts/rendering', steps: [changeSeveral] },
  { route: 'GET /api/v2/prompts/:prompt/screen/:screen/rendering', steps: [respondWithConfiguration] },
  { route: 'PATCH /api/v2/prompts/:prompt/screen/:screen/rendering', steps: [changeConfiguration] },
]

/** How a screen that nobody configured is shown: by Universal Login itself. */
const standard: Json = {
  rendering_mode: 'standard',
  context_configuration: [],
  default_head_tags_disabled: false,
  head_tags: [],
  filters: null,
  use_page_template: false,
}

/** Only screens that were configured are listed. */
function listConfigurations({ tenant, query }: Call): Response {
  const wanted = ['prompt', 'screen', 'rendering_mode'].filter((field) => query[field] !== undefined)
  const found = [...tenant.state.rendering.values()]
    .filter((one) => wanted.every((field) => one[field] === query[field]))
    .map((one) => selectFields(one, query))
  return json(200, paginate(found, query, 'configs'))
}

function changeSeveral({ tenant, body }: Call): Response {
  const given: unknown[] = Array.isArray(body['configs']) ? body['configs'] : []
  const configs = given.filter(isObject)
  const incomplete = configs.some(({ prompt, screen }) => prompt === undefined || screen === undefined)
  if (incomplete) throw managementError(400, 'Every configuration needs a prompt and a screen.', 'invalid_body')
  return json(200, {
    configs: configs.map(({ prompt, screen, ...change }) => configure(tenant, String(prompt), String(screen), change)),
  })
}

function respondWithConfiguration({ tenant, params }: Call): Response {
  const { prompt = '', screen = '' } = params
  const configuration = tenant.state.rendering.get(`${prompt}/${screen}`) ?? { prompt, screen, ...standard }
  return json(200, { tenant: tenant.state.tenant.name, ...configuration })
}

function changeConfiguration({ tenant, params, body }: Call): Response {
  const { prompt: _, screen: __, ...answer } = configure(tenant, params['prompt'] ?? '', params['screen'] ?? '', body)
  return json(200, answer)
}

function configure(
  tenant: Tenant,
  prompt: string,
  screen: string,
  change: Json,
): Json & { prompt: string; screen: string } {
  const before = tenant.state.rendering.get(`${prompt}/${screen}`)
  const after = { ...standard, ...before, ...change, prompt, screen }
  tenant.state.rendering.set(`${prompt}/${screen}`, after)
  return after
}
