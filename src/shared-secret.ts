import { join } from 'node:path';
import type { Database } from './base/data/database.ts';
import { isThere } from './base/data/files.ts';
import { loadSecret, sharedMend } from './base/data/secret.ts';
import { createSeal, type Seal } from './base/digest.ts';
import { Refusal } from './base/failure.ts';
import { type Config, secretFileOf } from './config.ts';
import { isOwnSecret, knowsSecret } from './learner/session/session.load.ts';
import type { Stores } from './stores.ts';

/** The seal over the secret that all nodes of a database share; refuses any other, with which nobody would be signed in. */
export async function openSeal(
  config: Config,
  db: Database,
  { learners }: Stores,
  isNew: boolean,
): Promise<Seal> {
  const file = secretFileOf(config);
  if ((await knowsSecret(learners)) && !isThere(file))
    throw new Refusal(
      `ETUDE_SECRET_FILE: there is no file ${file}, and this database has a secret: copy the file from another node.${newSecret}`,
    );
  const isOurs = file === join(config.data, 'secret');
  const seal = createSeal(loadSecret(file, () => isOurs && isNew, sharedMend));
  if (await isOwnSecret(db, learners, seal)) return seal;
  throw new Refusal(
    `ETUDE_SECRET_FILE: ${file} is not this database’s secret: copy the file from another node.${newSecret}`,
  );
}

const newSecret = ` If the secret is lost, stop every node, run "delete from fact where name = 'fingerprint of the secret'" in the database and start again; this signs everyone out.`;
