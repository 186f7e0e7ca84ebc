import { languageTags, mails } from '../../actions/invitation/languages.ts'
import type { Landings } from '../../actions/invitation/landings.ts'
import { inLiquid } from './landings.ts'

// The second way in an invitation's mail: to the app, which passes the invitation on to the sign-in. A deploy adds it
// if INVITATIONS_ACCEPT_WITH is set; otherwise the template does not change.

/** Lines of body.html before and after which it is inserted. */
const BEHIND = '{% assign reset_link = link %}\n'
const BEFORE = "{% if kind != 'reset' and expires_on != '' %}\n<p "

const paragraph = `{% if other_way != '' and link != other_way %}
<p style="margin:0 0 16px;"><a class="plain" href="{{ other_way | escape }}" style="color:#2358b8;">{{ text_other_way | escape }}</a></p>
{% endif %}
`

/** Our template with the second way, which leads to the app of each invitation. Without an address, unchanged. */
export function withOtherWay<Template extends { body: string }>(
  template: Template,
  { every, apps }: Landings,
): Template {
  const ofApps = Object.entries(apps).flatMap(([id, { home }]) =>
    home === undefined ? [] : [`{% when '${inLiquid(id)}' %}${assign(home)}\n`],
  )
  const homes = [
    ...(every.home === undefined ? [] : [`${assign(every.home)}\n`]),
    ...(ofApps.length === 0 ? [] : ['{% case invitation.client_id %}\n', ...ofApps, '{% endcase %}\n']),
  ]
  if (homes.length === 0) return template
  const texts = languageTags.map(
    (tag) => `{% when '${tag}' %}{% assign text_other_way = '${mails[tag].other_way}' %}\n`,
  )
  const way = [
    "{% assign other_way = '' %}\n",
    "{% if kind != 'reset' and has_account == false and invitation.accept_with != 'password' %}\n",
    ...homes,
    '{% endif %}\n',
    '{% case language %}\n',
    ...texts,
    '{% endcase %}\n',
    // People who may not accept with a password are not asked to choose one.
    "{% if other_way != '' and invitation.accept_with %}{% assign link = other_way %}{% assign text_choose_password = text_sign_in %}{% endif %}\n",
  ].join('')
  const body = template.body.replace(BEHIND, () => BEHIND + way).replace(BEFORE, () => paragraph + BEFORE)
  return { ...template, body }
}

/** The parameter goes into the query, before the part that scripts of the page read. */
function assign(home: string): string {
  const url = new URL(home)
  const hash = url.hash
  url.hash = ''
  const base = `${url.href}${url.search === '' ? '?' : '&'}invitation=`
  const rest = hash === '' ? '' : ` | append: '${inLiquid(hash)}'`
  return `{% assign other_way = '${inLiquid(base)}' | append: id${rest} %}`
}
