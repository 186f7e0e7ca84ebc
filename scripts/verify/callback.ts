/** Where sign-ins of a run's app return to. Nothing listens there. */
export const CALLBACK = 'http://127.0.0.1:8976/callback'
