import { readAddress, withoutPassword } from './base/data/postgres/address.ts';
import { folderOf, isSingleFile } from './base/installation.ts';
import { readAccess, signUps } from './learner/access.ts';
import {
  baseUrl,
  filled,
  header,
  issuer,
  oneOf,
  ranges,
  span,
  text,
  whole,
  wholeOrOff,
  word,
  zone,
} from './setting-values.ts';

/** One setting: how it is called, what it is without being set, and what it means. */
export type Setting<T> = {
  name: string;
  /** Other names that are read when the first is not set. */
  also?: readonly string[];
  default: string;
  help: string;
  /** How a value is shown where it may hold a secret. */
  show?(text: string): string;
  /** The value of a text, or the sentence that says what it should be. */
  read(text: string): { value: T } | { mend: string };
};

/** The name of the bank that Etude brings. */
const builtIn = 'built-in';

const folder = filled('the path of a folder');

function database(text: string) {
  if (text === '' || readAddress(text)) return { value: text };
  return {
    mend: 'set it to an address such as postgres://etude@db.example.org/etude, with several servers as a.example.org,b.example.org',
  };
}

/** Every setting there is. The table in views/help/settings.md and `etude config` are made from it. */
export const settings = {
  host: {
    name: 'ETUDE_HOST',
    default: '127.0.0.1',
    help: 'The address to listen on; 0.0.0.0 listens on every network that the machine is on.',
    read: filled('an address such as 127.0.0.1'),
  },
  port: {
    name: 'ETUDE_PORT',
    also: ['PORT'],
    default: '3000',
    help: 'The port to listen on; 0 picks a free one. Etude also reads `PORT`.',
    read: whole(0, 65535),
  },
  data: {
    name: 'ETUDE_DATA',
    default: './data',
    help: 'The folder for the database, the secret and the backups. Etude creates it the first time it starts.',
    read: folder,
  },
  database: {
    name: 'ETUDE_DATABASE',
    default: '',
    help: 'The address of a PostgreSQL database, such as `postgres://etude@db.example.org/etude`. Without it Etude keeps everything in SQLite, in the data folder.',
    read: database,
    show: withoutPassword,
  },
  databasePool: {
    name: 'ETUDE_DATABASE_POOL',
    default: '10',
    help: 'How many connections to PostgreSQL a node keeps for pages and answers; it opens one or two more for other work. Keep the total across all nodes below the server’s `max_connections`.',
    read: whole(2, 1000),
  },
  questions: {
    name: 'ETUDE_QUESTIONS',
    default: isSingleFile ? builtIn : './questions',
    help: 'The folder that holds the question bank. `built-in`, the default in the single-file version, is the bank that comes with Etude.',
    read: (text: string) => (text === builtIn ? { value: folderOf('questions') } : folder(text)),
  },
  watch: {
    name: 'ETUDE_WATCH',
    default: 'on',
    help: 'How Etude notices changed question files: on, poll (every second, for mounts that report no changes) or off.',
    read: oneOf('on', 'poll', 'off'),
  },
  author: {
    name: 'ETUDE_AUTHOR',
    default: '0',
    help: '1 shows the authors’ pages, with every correct answer, to everyone: use it only on your own machine. `npm run dev` sets it.',
    read: oneOf('0', '1'),
  },
  baseUrl: {
    name: 'ETUDE_BASE_URL',
    default: '',
    help: 'The address people use: scheme, host and optional path. Separate several with spaces; they must share one path, and Etude prints the first. Set it behind a proxy; without it Etude answers only on localhost.',
    read: baseUrl,
  },
  trustedProxies: {
    name: 'ETUDE_TRUSTED_PROXIES',
    default: '',
    help: 'Addresses and ranges of your proxies, such as `127.0.0.1 10.0.0.0/8`. Etude believes `X-Forwarded-For` only from these.',
    read: ranges,
  },
  access: {
    name: 'ETUDE_ACCESS',
    default: '',
    help: 'Who may use Etude: `guests` (everyone may practise without signing in), `accounts` (people sign in), `oidc` (they sign in at your identity provider), two of these, such as `accounts oidc`, or `proxy` (your proxy says who they are). Without it Etude allows guests, and does not start if other people can reach it.',
    read: readAccess,
  },
  signUp: {
    name: 'ETUDE_SIGN_UP',
    default: 'invitation',
    help: 'Who may create an account if `ETUDE_ACCESS` allows no guests: open (everyone), invitation, or closed (only you, with `etude learner add`).',
    read: oneOf(...signUps),
  },
  proxyHeader: {
    name: 'ETUDE_PROXY_HEADER',
    default: 'Remote-User',
    help: 'The header in which your proxy names the person. Etude accepts it only from `ETUDE_TRUSTED_PROXIES`, and only if `ETUDE_ACCESS` is proxy.',
    read: header,
  },
  oidcIssuer: {
    name: 'ETUDE_OIDC_ISSUER',
    default: '',
    help: 'The address of your identity provider, if `ETUDE_ACCESS` includes oidc. Etude reads everything else that it needs from there, and sends requests to no other server.',
    read: issuer,
  },
  oidcClient: {
    name: 'ETUDE_OIDC_CLIENT',
    default: '',
    help: 'The client id that the provider gave Etude. Register `/sign-in/oidc/back` at your address as the redirect URI.',
    read: word('the client id that your identity provider gave Etude'),
  },
  oidcSecretFile: {
    name: 'ETUDE_OIDC_SECRET_FILE',
    default: '',
    help: 'The file that holds the client secret. Leave it unset if your client has none.',
    read: text,
  },
  oidcRoles: {
    name: 'ETUDE_OIDC_ROLES',
    default: '',
    help: 'The claim that names the role at each sign-in, such as `groups` or `realm_access.roles`: `owner` or `etude-owner`, `author` or `etude-author`, and learner for anything else. Without it you give roles with `etude learner role`.',
    read: word('the name of a claim, such as groups'),
  },
  newcomers: {
    name: 'ETUDE_NEWCOMERS',
    default: '120',
    help: 'How many new people may start from one address in ten minutes; off sets no limit.',
    read: wholeOrOff(1, 1_000_000),
  },
  zone: {
    name: 'ETUDE_ZONE',
    default: 'UTC',
    help: 'The time zone of learners whose browser reports none.',
    read: zone,
  },
  guestDays: {
    name: 'ETUDE_GUEST_DAYS',
    default: '90',
    help: 'Etude deletes a guest with fewer than ten answers after this many days on which other people visited but neither the guest nor any of their programs did. The minimum is seven days; 0 keeps all guests.',
    read: whole(0, 36500),
  },
  backupEvery: {
    name: 'ETUDE_BACKUP_EVERY',
    default: '1d',
    help: 'How often `serve` makes a backup in `backups` in the data folder: a number with m, h or d after it, such as 6h, or off.',
    read: span,
  },
  logLevel: {
    name: 'ETUDE_LOG_LEVEL',
    default: 'info',
    help: 'How much to log: trace, debug, info, warn, error, fatal or silent.',
    read: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  },
  secretFile: {
    name: 'ETUDE_SECRET_FILE',
    default: '',
    help: 'The file that holds the secret for forms and sessions. The default is `secret` in the data folder. `etude backup` saves the secret too.',
    read: text,
  },
  metricsTokenFile: {
    name: 'ETUDE_METRICS_TOKEN_FILE',
    default: '',
    help: 'The file that holds the token that Prometheus needs to read `/metrics`. Without a token Etude does not serve metrics there.',
    read: text,
  },
  metricsPort: {
    name: 'ETUDE_METRICS_PORT',
    default: 'off',
    help: 'A separate port that serves the metrics to anyone, without a token: keep strangers away from it. 0 picks a free one.',
    read: wholeOrOff(0, 65535),
  },
} as const satisfies Record<string, Setting<unknown>>;
