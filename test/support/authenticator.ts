import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/**
 * Gives a page's browser a device that makes passkeys until the test ends, with a finger that is always on it: it would take at once
 * what a page offers beside the field for the name, so that pages offer nothing there unless a test is about that.
 */
export async function addAuthenticator(
  page: Page,
  {
    transport = 'internal',
    takesOffers = false,
  }: { transport?: 'internal' | 'usb'; takesOffers?: boolean } = {},
) {
  if (!takesOffers)
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
  const client = await page.context().newCDPSession(page);
  // The browser forgets its devices with the session that brought them.
  onTestFinished(() => client.detach());
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** How many passkeys it has. */
    count: async () => (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    /** Whether the device knows the person who holds it. */
    verify: (isUserVerified: boolean) =>
      client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    remove: () => client.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  };
}
