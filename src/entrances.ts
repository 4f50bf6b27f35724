import { readForeignSecret, readToken } from './base/data/secret.ts';
import { realWorld } from './base/world.ts';
import type { Config } from './config.ts';
import { accessOf, signUpOf } from './learner/access.ts';
import { setUpLink } from './learner/admin/links.load.ts';
import type { Opened } from './open.ts';
import type { Readers } from './service/health/metrics.routes.ts';

/** Who may come in and how, with the secrets that this takes. */
export function entrancesOf(config: Config) {
  const access = accessOf(config.access);
  return {
    access,
    signUp: signUpOf(access, config.signUp),
    proxyHeader: config.proxyHeader,
    oidc: oidcOf(config),
    metricsReaders: readersOf(config),
  };
}

/** The identity provider, if people come in by one. */
function oidcOf({ access, oidcIssuer, oidcClient, oidcSecretFile, oidcRoles }: Config) {
  const secret = oidcSecretFile === '' ? '' : readForeignSecret('ETUDE_OIDC_SECRET_FILE', oidcSecretFile);
  if (!access.includes('oidc')) return undefined;
  return { issuer: oidcIssuer, id: oidcClient, secret, roles: oidcRoles };
}

/** Who may read the metrics beside the pages. */
function readersOf({ metricsTokenFile }: Config): Readers {
  if (metricsTokenFile === '') return 'nobody';
  return { token: readToken('ETUDE_METRICS_TOKEN_FILE', metricsTokenFile) };
}

/** Prints the link by which the first owner makes an account; never in the log, which others may read. */
export async function showSetUpLink(
  { db, stores }: Opened,
  shown: string,
  print: (line: string) => void,
): Promise<void> {
  const link = await setUpLink({ db, ...stores, world: realWorld, address: shown.replace(/\/+$/, '') });
  if (link) print(`This Etude has no owner yet. Create the owner’s account here, within seven days: ${link}`);
}
