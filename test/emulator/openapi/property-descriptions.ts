/**
 * What Auth0's 400 answers add in parentheses after a property: its description in the OpenAPI document. The document
 * is compiled without prose, so only those are here that are known from real answers, by operation and property.
 */
export const propertyDescriptions: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
  'POST /api/v2/jobs/verification-email': {
    client_id: 'client_id of the client (application). If no value provided, the global Client ID will be used',
  },
}
