import { Refusal } from '../../base/failure.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import { listed } from '../../base/text/words.ts';

/** What the units are written for. */
export type Installed = {
  host: string;
  port: number;
  /** The program and its first arguments. */
  program: readonly string[];
  /** The folder that Etude runs from; the single file needs none. */
  folder: string | undefined;
  /** Whether it asks another machine: an identity provider or a database server, which may be anywhere. */
  reachesOut: boolean;
  /** Whether it is one of several nodes, which share a database on a server. */
  isNode: boolean;
};

/** The text of a unit, or of all that these settings need with their places above them. */
export function unitText(which: string | undefined, installed: Installed): string {
  if (installed.port === 0)
    throw new Refusal('ETUDE_PORT is 0: set it to the port that systemd should listen on.');
  const units: Record<string, string> = {
    service: serviceUnit(installed),
    socket: socketUnit(installed),
    node: nodeUnit(installed),
  };
  if (which === undefined) {
    const needed = installed.isNode ? ['node'] : ['service', 'socket'];
    return needed.map((kind) => `# /etc/systemd/system/${fileNames[kind]}\n${units[kind]}`).join('\n');
  }
  if (which === 'node' && !installed.isNode)
    throw new Refusal(
      'ETUDE_DATABASE is not set, and several nodes cannot share SQLite: set it to a PostgreSQL database, or ask for service and socket.',
    );
  const text = Object.hasOwn(units, which) ? units[which] : undefined;
  if (text === undefined) {
    const kinds = Object.keys(units);
    throw new Refusal(
      `There is no unit "${which}": ask for ${listed(kinds, 'or')}.${didYouMean(which, kinds)}`,
    );
  }
  return text;
}

const fileNames: Record<string, string> = {
  service: 'etude.service',
  socket: 'etude.socket',
  node: 'etude@.service',
};

/** systemd holds the socket, so that clients wait a moment while Etude restarts. */
function socketUnit({ host, port }: Installed): string {
  const address = host.includes(':') ? `[${host}]` : host;
  return `[Unit]
Description=Etude, exam practice: its socket

[Socket]
ListenStream=${address === 'localhost' ? '127.0.0.1' : address}:${port}
NoDelay=true

[Install]
WantedBy=sockets.target`;
}

/**
 * Everything is forbidden that Etude has no need of: it writes to its own folder, speaks to whoever comes through the
 * socket, and makes code at run time, as every JavaScript engine does.
 */
function serviceUnit(installed: Installed): string {
  return `[Unit]
Description=Etude, exam practice
Requires=etude.socket
After=etude.socket

[Service]
Type=exec
${startOf(installed)}Environment=ETUDE_DATA=%S/etude
EnvironmentFile=-/etc/etude.env
Restart=on-failure
RestartPreventExitStatus=2 3
TimeoutStopSec=10

${confined(installed)}`;
}

/**
 * One node of several; its instance is the port, so that several run on one machine. All of them are the same user, who
 * owns the data folder, and are handed the secret by systemd. A node whose database is away starts again until it is back.
 */
function nodeUnit(installed: Installed): string {
  return `[Unit]
Description=Etude, exam practice: the node on port %i
Wants=network-online.target
After=network-online.target postgresql.service
StartLimitIntervalSec=0

[Service]
Type=exec
${startOf(installed, '/usr/bin/env ETUDE_PORT=%i ')}Environment=ETUDE_DATA=%S/etude ETUDE_SECRET_FILE=%d/secret
EnvironmentFile=-/etc/etude.env
LoadCredential=secret:/etc/etude.secret
Restart=on-failure
RestartSec=2
RestartPreventExitStatus=2 3
TimeoutStopSec=10

User=etude
${confined(installed)}`;
}

/** What is started, by what is written before it, and from where. */
function startOf({ program, folder }: Installed, by = ''): string {
  return `${unseen(program)}ExecStart=${by}${[...program, 'serve'].map(quoted).join(' ')}
${folder === undefined ? '' : `WorkingDirectory=${escaped(folder)}\n`}`;
}

function confined({ reachesOut }: Installed): string {
  return `DynamicUser=yes
StateDirectory=etude
StateDirectoryMode=0700
UMask=0077
CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
DevicePolicy=closed
${reachesOut ? '' : 'IPAddressDeny=any\nIPAddressAllow=localhost\n'}KeyringMode=private
LockPersonality=yes
PrivateDevices=yes
PrivateTmp=yes
PrivateUsers=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources

[Install]
WantedBy=multi-user.target`;
}

/** A warning where the unit would not see its own program. */
function unseen(program: readonly string[]): string {
  const hidden = program.find((path) => /^\/(home|root|run\/user|tmp|var\/tmp)\//.test(path));
  return hidden === undefined
    ? ''
    : `# This unit cannot see ${hidden}: move Etude under /usr/local or /opt, and print it again.\n`;
}

/** An argument as systemd reads it on a command line (systemd.service(5)). */
function quoted(argument: string): string {
  const text = escaped(argument).replaceAll('$', '$$$$');
  return /[\s"'\\;]/.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text;
}

/** A value in which no specifier is read. */
function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}
