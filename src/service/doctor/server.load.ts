import type { Bank } from '../../bank/bank.ts';
import type { Database } from '../../base/data/database.ts';
import type { ServerState } from '../../base/data/postgres/server-state.ts';
import { readSecret, sharedMend } from '../../base/data/secret.ts';
import { createSeal } from '../../base/digest.ts';
import { Refusal } from '../../base/failure.ts';
import type { Progress } from '../../base/process/progress.ts';
import { isOtherSecret } from '../../learner/session/session.load.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { countLine, moment } from '../archive/backups.ts';
import type { OpenStores } from '../deps.ts';
import { type Finding, findingLine } from '../examine/findings.ts';
import { secretFindings } from '../examine/folder.load.ts';
import { serverFindings, serverLine } from '../examine/server.ts';
import { examineContent, proveContent } from './content.load.ts';
import { examineQuestions, look } from './look.load.ts';

/** A database on a server, beside which an Etude may be serving. */
export type Server = {
  db: Database;
  /** Its address without the password. */
  address: string;
  state(): Promise<ServerState>;
  isServed(): Promise<boolean>;
  /** The bank that its nodes show; undefined before the first has gone live. */
  liveBank(): Promise<Bank | undefined>;
  countRows(): Promise<Record<string, number>>;
  /** What a command says of an error that the server caused; undefined for any other. */
  trouble(error: unknown): Refusal | undefined;
};

/** What is needed to look at a database on a server. */
export type ServerInput = {
  questions: string;
  secretFile: string;
  now: number;
  openStores: OpenStores;
  openServer(): Promise<Server>;
};

/** Examines a database on a server, and how the server keeps it. The notes say what was looked at, and are no findings. */
export async function examineServer(
  input: ServerInput,
  findings: Finding[],
  repair: boolean,
  progress: Progress,
): Promise<{ notes: string[]; repaired: number }> {
  findings.push(...secretFindings(input.secretFile, sharedMend));
  const notes: string[] = [];
  const repaired = await look(findings, () =>
    withServer(input, async (server) => {
      const state = await server.state();
      notes.push(serverLine(server.address, state));
      const bank = (await server.liveBank()) ?? examineQuestions(input.questions, findings);
      const stores = input.openStores(server.db);
      findings.push(...serverFindings(state), ...(await foreignSecret(input.secretFile, stores.learners)));
      if (!bank) return 0;
      const rooms = { db: server.db, bank, ...stores };
      return examineContent(rooms, { repair, now: input.now }, findings, progress);
    }),
  );
  return { notes, repaired: repaired ?? 0 };
}

/** Proves that a database which was restored from a backup can be served: everything in it is what its log says. */
export async function drillServer(input: ServerInput, progress: Progress): Promise<string[]> {
  return withServer(input, async (server) => {
    const { db, address } = server;
    if (await server.isServed())
      throw new Refusal(
        `An Etude server is using ${address}, so it is not a restored copy. Restore a backup to a separate server, and set ETUDE_DATABASE to that server.`,
      );
    const findings = secretFindings(input.secretFile, sharedMend);
    const bank = (await server.liveBank()) ?? examineQuestions(input.questions, findings);
    const stores = input.openStores(db);
    findings.push(...(await foreignSecret(input.secretFile, stores.learners)));
    if (bank) findings.push(...(await proveContent({ db, bank, ...stores }, input.now, progress)));
    if (findings.length > 0)
      throw new Refusal([`${address} is not sound.`, ...findings.map(findingLine)].join('\n'), 1);
    const newest = await stores.learners.newestMoment();
    return [
      `${address} can be served: ${countLine(await server.countRows())}, and everything matches the log. Its newest entry is from ${moment(newest)}.`,
    ];
  });
}

/** A secret that does not belong to a database, with which no node can serve it. */
async function foreignSecret(file: string, learners: LearnerStore): Promise<Finding[]> {
  const secret = usableSecret(file);
  if (!secret || !(await isOtherSecret(learners, createSeal(secret)))) return [];
  return [
    { what: `The secret ${file} does not belong to this database.`, mend: 'copy the file from another node' },
  ];
}

/** The secret of a file; `secretFindings` says what is wrong with one that cannot be used. */
function usableSecret(file: string): Buffer | undefined {
  try {
    return readSecret(file);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  }
}

async function withServer<T>({ openServer }: ServerInput, work: (server: Server) => Promise<T>): Promise<T> {
  const server = await openServer();
  try {
    return await work(server);
  } catch (error) {
    throw server.trouble(error) ?? error;
  } finally {
    server.db.close();
  }
}
