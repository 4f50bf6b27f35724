import type { Outcome } from './bank/author/check.command.ts';
import { Refusal } from './base/failure.ts';

/** How a command ended and what it printed; what is too large for one text comes first, piece by piece. */
export type CommandResult = {
  status: number;
  stdout: string;
  stderr: string;
  pieces?: Iterable<string | Buffer>;
};

/** What a command has found, and whether that is a failure. */
export function resultOf({ text, failed }: Outcome): CommandResult {
  return { status: failed ? 1 : 0, stdout: `${text}\n`, stderr: '' };
}

/** A text that a command prints. */
export function printedText(text: string): CommandResult {
  return resultOf({ text, failed: false });
}

/** Lines that a command prints. */
export async function printed(lines: Promise<string[]>): Promise<CommandResult> {
  return printedText((await lines).join('\n'));
}

/** What a refusal prints; any other error is a bug and thrown on. */
export function refusalOf(error: unknown): CommandResult {
  if (!(error instanceof Refusal)) throw error;
  return { status: error.exitCode, stdout: '', stderr: `${error.message}\n` };
}
