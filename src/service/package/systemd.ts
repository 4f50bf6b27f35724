import { Refusal } from '../../base/failure.ts';
import { didYouMean } from '../../base/text/nearest.ts';

/** What the units are written for. */
export type Installed = {
  host: string;
  port: number;
  /** The program and its first arguments. */
  program: readonly string[];
  /** The folder that Etude runs from; the single file needs none. */
  folder: string | undefined;
  /** Whether it asks an identity provider, which may be anywhere. */
  asksProvider: boolean;
};

/** The text of a unit, or of both with their places above them. */
export function unitText(which: string | undefined, installed: Installed): string {
  if (installed.port === 0)
    throw new Refusal('ETUDE_PORT is 0: set it to the port that systemd should listen on.');
  const units: Record<string, string> = { service: serviceUnit(installed), socket: socketUnit(installed) };
  if (which === undefined)
    return Object.entries(units)
      .map(([kind, text]) => `# /etc/systemd/system/etude.${kind}\n${text}`)
      .join('\n');
  const text = Object.hasOwn(units, which) ? units[which] : undefined;
  if (text === undefined) {
    const kinds = Object.keys(units);
    throw new Refusal(
      `There is no unit "${which}": ask for ${kinds.join(' or ')}.${didYouMean(which, kinds)}`,
    );
  }
  return text;
}

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
function serviceUnit({ program, folder, asksProvider }: Installed): string {
  return `[Unit]
Description=Etude, exam practice
Requires=etude.socket
After=etude.socket

[Service]
Type=exec
${unseen(program)}ExecStart=${[...program, 'serve'].map(quoted).join(' ')}
${folder === undefined ? '' : `WorkingDirectory=${escaped(folder)}\n`}Environment=ETUDE_DATA=%S/etude
EnvironmentFile=-/etc/etude.env
Restart=on-failure
RestartPreventExitStatus=2 3
TimeoutStopSec=10

DynamicUser=yes
StateDirectory=etude
StateDirectoryMode=0700
UMask=0077
CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
DevicePolicy=closed
${asksProvider ? '' : 'IPAddressDeny=any\nIPAddressAllow=localhost\n'}KeyringMode=private
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
