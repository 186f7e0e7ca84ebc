import type { JoinRequest } from '../../invitations/index.ts'
import { asTyped, html, type Html } from '../html.ts'
import { instant } from '../words.ts'

/** People who tried to get in without an invitation, each with a button. */
export function requestsPage(
  { requests, notes }: { requests: readonly JoinRequest[]; notes: readonly string[] },
  { obstacle, basePath }: { obstacle: string | undefined; basePath: string },
): Html {
  return html`<h1>Join requests</h1>
    <p>
      These people tried to sign up or to sign in without an invitation, and were refused. Anybody can try with any
      address, so invite only people whom you know.
    </p>
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
    <div class="card">
      ${
        requests.length === 0
          ? html`<p>Nobody is waiting for an invitation.</p>`
          : html`<div class="scrolls" tabindex="0" role="region" aria-label="Join requests">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Address</th>
                    <th scope="col" class="wide">Connection</th>
                    <th scope="col" class="wide">Times</th>
                    <th scope="col" class="wide">Last</th>
                    <th scope="col">Invite</th>
                  </tr>
                </thead>
                <tbody>
                  ${requests.map((one) => line(one, obstacle, basePath))}
                </tbody>
              </table>
            </div>`
      }
    </div>
    <p><a href="${basePath}/requests?look=again">Check again</a></p>`
}

function line(
  { email, user_id, connection, times, last_at }: JoinRequest,
  obstacle: string | undefined,
  basePath: string,
): Html {
  return html`<tr>
    <td class="who">${email}</td>
    <td class="wide"><bdi>${connection ?? '–'}</bdi></td>
    <td class="wide">${times}</td>
    <td class="wide day">${instant(last_at)}</td>
    <td>
      <form method="post" action="${basePath}/requests/invite">
        <input type="hidden" name="key" value="${crypto.randomUUID()}" />
        <input type="hidden" name="email" value="${asTyped(email)}" />
        <input type="hidden" name="user_id" value="${asTyped(user_id ?? '')}" />
        ${obstacle === undefined ? html`<button aria-label="Invite ${email}">Invite</button>` : obstacle}
      </form>
    </td>
  </tr>`
}
