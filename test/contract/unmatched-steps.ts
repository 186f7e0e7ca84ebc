/** A recorded step that the local tenant answers differently, by the name of its sequence and its number there. */
export interface UnmatchedStep {
  sequence: string
  step: number
}

interface Unmatched {
  /** Step numbers by sequence. */
  steps: Readonly<Record<string, readonly number[]>>
  why: string
}

const noDeleting = 'deploycli-should-deploy-without-deleting-resources-if-AUTH0-ALLOW-DELETE-is-false'
const readAuth0 = 'go-TestConnectionManager-Read-It-can-successfully-read-a-Auth0-Connection'
const newDatabase = 'go-TestConnectionManager-CreateDBConnectionWithDifferentOptions-It-handles-Auth0-Connection-'
const readEmail = 'go-TestConnectionManager-Read-It-can-successfully-read-a-Email-Connection'

const unmatched: readonly Unmatched[] = [
  {
    steps: {
      'ruby-Auth0-Api-V2-Connections': [1, 3, 5, 6, 7, 8, 10, 11],
      'ruby-Auth0-Api-V2-Jobs': [2],
      'tf-TestAccOrganization': [3, 4, 5, 6, 7, 11, 12, 15, 16, 19, 20],
    },
    why: 'recorded in 2021 and 2022, before databases had authentication_methods and passkey_options; the same calls of 2024 and later are answered with them',
  },
  {
    steps: {
      [`${newDatabase}With-RequireUsername`]: [1],
      [`${newDatabase}with-Email-as-Identifier`]: [1],
      [`${newDatabase}with-PhoneNumber-as-Identifier`]: [1],
      'go-TestConnectionManager-Delete': [1],
      'go-TestConnectionManager-EnabledClients': [2],
      'go-TestConnectionManager-List': [1],
      [readAuth0]: [1, 2],
      'go-TestConnectionManager-ReadByName-It-can-successfully-find-a-Auth0-Connection-by-its-name': [1, 2],
      'go-TestConnectionManager-UpdateEnabledClients-Remove': [2, 4],
      'go-TestCustomPasswordHashOption': [2],
      'tf-TestAccConnection': [1, 2],
      'tf-TestAccConnectionConfiguration': [1, 2],
      'tf-TestAccDataSourceConnection': [2, 3, 10],
      'tf-TestAccDataSourceOrganization': [4, 5, 18],
    },
    why: 'recorded until June 2026, when a new database had passwordPolicy: good; since July 2026 it has password_options, also beside older password settings that it is made with',
  },
  {
    steps: {
      'deploycli-should-deploy-without-throwing-an-error': [6, 8],
      'deploycli-should-dump-without-throwing-an-error': [5, 8],
      'go-TestJobManager-ExportUsers': [2],
      'go-TestUserManager-Link': [3],
    },
    why: 'the default database of the recorded tenant had been given other options; the local tenant’s is like the newest',
  },
  {
    steps: { [readAuth0]: [4], [readEmail]: [4], 'tf-TestAccOrganization': [22] },
    why: 'how long Auth0 takes to remove a connection: while it goes on, a second DELETE is answered like the first (202), afterwards 204; here it is done at once, as in four other recordings of two DELETEs in a row',
  },
  {
    steps: { 'ruby-Auth0-Api-V2-Roles': [5, 6], 'ruby-Auth0-Api-V2-ClientGrants': [5] },
    why: 'Auth0 read a copy that had not yet heard of the PATCH right before; here reads of single objects are always up to date',
  },
  {
    steps: { 'tf-TestAccOrganizationClient': [17] },
    why: 'the recorded answer is of before the organization was deleted, which the steps before do',
  },
  {
    steps: { 'ruby-Auth0-Api-V2-ClientGrants': [3], 'ruby-Auth0-Api-V2-ResourceServers': [3] },
    why: 'recorded in 2021, before client grants had subject_type and APIs had subject_type_authorization',
  },
  {
    steps: { 'ruby-Auth0-Api-V2-Logs': [6, 8, 9] },
    why: 'asks for events that happened in the recorded tenant, and for the name of a client library that the replay does not send',
  },
  {
    steps: {
      'go-TestRoleManager-UsersCheckpointPagination': [7],
      'go-TestOrganizationManager-DiscoveryDomainsCheckpointPagination': [6],
      'go-TestOrganizationManager-ListCheckpointPagination': [5],
      'go-TestOrganizationManager-MembersCheckpointPagination': [6, 7],
    },
    why: 'the replay sends the recorded cursor, which names a place in the recorded tenant; members added together come by their random id there',
  },
  {
    steps: {
      'go-TestOrganizationManager-CreateInvitation': [3],
      'go-TestOrganizationManager-DeleteInvitation': [3],
    },
    why: 'the expected address holds the recorded invitation’s own secret',
  },
  {
    steps: { 'tf-TestAccDataSourceResourceServer': [12, 15], 'ruby-Auth0-Api-AuthenticationEndpoints': [10] },
    why: 'asks for an API by the recorded tenant’s own address',
  },
  {
    steps: {
      [noDeleting]: [29],
      'deploycli-should-deploy-without-throwing-an-error': [14, 21],
      'deploycli-should-dump-without-throwing-an-error': [26, 27],
      'deploycli-should-only-dump-the-resources-listed-in-AUTH0-INCLUDED-ONLY': [2],
      'tf-TestAccDataSourceAction': [6],
      'tf-TestAccDataSourceConnection': [9],
    },
    why: 'the recorded tenant held other things already: connections, Actions, pages, phone settings, a disabled email provider',
  },
  {
    steps: { [noDeleting]: [80] },
    why: 'the recorded token lacked a scope that the replay’s token has',
  },
  {
    steps: { 'tf-TestAccUserCustomDomains': [1, 2, 3, 4] },
    why: 'the recorded tenant had several custom domains, and the replay neither makes them nor sends the header that steps 2 to 4 were recorded with; test/e2e/local-tenant-custom-domains.test.ts does both',
  },
]

/** Every step that is known not to match. */
export const unmatchedSteps: readonly UnmatchedStep[] = unmatched.flatMap(({ steps }) =>
  Object.entries(steps).flatMap(([sequence, numbers]) => numbers.map((step) => ({ sequence, step }))),
)

/** The part of FIDELITY.md about recorded steps that do not match. */
export function unmatchedTable(): string {
  const rows = unmatched.map(({ steps, why }) => {
    const places = Object.entries(steps).map(([sequence, numbers]) => `${sequence} ${numbers.join(', ')}`)
    return `| ${places.join('<br>')} | ${why} |`
  })
  return `## Recorded steps that do not match

Recordings contradict each other where Auth0 changed; the local tenant is as the newer ones say. A test fails when a step is
missing here, or here without need.

| recording and its steps | why |
|---|---|
${rows.join('\n')}
`
}
