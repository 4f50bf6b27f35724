import type { Outcome } from '../../bank/author/check.command.ts';
import { codeOf } from '../../base/data/files.ts';
import { Refusal } from '../../base/failure.ts';

/** Asks a server on this machine whether it is ready, so that a container needs no other program for it. */
export async function healthcheck(host: string, port: number, patience: AbortSignal): Promise<Outcome> {
  if (port === 0)
    throw new Refusal(
      'ETUDE_PORT is 0, so healthcheck cannot tell which port to check: set it to the server’s port.',
    );
  const address = `http://${reachable(host)}:${port}/readyz`;
  try {
    const reply = await fetch(address, { signal: patience });
    const text = (await reply.text()).trim();
    const isOurs = text.startsWith('Etude is ');
    return isOurs
      ? { text, failed: !reply.ok }
      : { text: `The program at ${address} is not Etude (status ${reply.status}).`, failed: true };
  } catch (error) {
    return { text: `Etude is not responding at ${address} (${reasonOf(error)}).`, failed: true };
  }
}

/** The name under which a server is reached from its own machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  return name === 'TimeoutError' ? 'no reply within five seconds' : codeOf(cause ?? error);
}
