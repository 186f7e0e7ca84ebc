/** Where the app of a run hears how a sign-in went; nobody listens there. */
export const CALLBACK = 'http://127.0.0.1:8976/callback'
