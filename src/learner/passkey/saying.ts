/** What the script of a page with a passkey says when the browser makes or finds none. */
export const sayings = {
  stopped: 'No passkey was used. Try again, or choose another way.',
  known: 'This device already has a passkey for your account.',
  address: 'Your browser does not offer passkeys at this address. Check that it begins with https.',
} as const;
