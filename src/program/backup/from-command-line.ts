import { BrokenBackup } from '../../../db/backup/format.ts';
import { serverErrorIn } from '../../../db/errors.ts';
import { fileProblem } from '../../lib/file-problem.ts';
import { harmlessLine } from '../../lib/harmless-error.ts';

/** How a thing is done from the command line. */
export interface Told {
  /** Calls it off. */
  signal: AbortSignal;
  /** Prints a line at once: what was done by then is known, whatever becomes of the rest. */
  say: (line: string) => void;
}

/**
 * Does one thing from the command line.
 *
 * @param work gives back whether all is well, else 1 is the exit code; what it throws is printed as one line, with 1 too
 */
export async function fromCommandLine(work: (told: Told) => Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  // Whatever is written is this user's alone to read.
  process.umask(0o077);
  try {
    const isWell = await work({ signal: stop.signal, say: (line) => console.log(line) });
    process.exitCode = isWell ? 0 : 1;
  } catch (error) {
    console.error(stop.signal.aborted ? 'It was stopped before it was done.' : lineOf(error));
    process.exitCode = 1;
  }
}

function lineOf(error: unknown): string {
  if (error instanceof BrokenBackup) return error.message;
  const said = serverErrorIn(error);
  if (said?.code === '53100') return 'The disk of the database is full. Make room there, and try again.';
  return harmlessLine(fileProblem(error));
}
