import { fileURLToPath } from 'node:url';
import { packageRoot } from './package-root.ts';
import { inSources } from './places.ts';

/** What may be written down of an error: what kind it was and where, and none of the values that it was about. */
export interface HarmlessError {
  type: string;
  message?: string | undefined;
  code?: string | undefined;
  /** A database's: what refused, where, and the place in PostgreSQL's own source that says so. */
  constraint?: string | undefined;
  table?: string | undefined;
  routine?: string | undefined;
  /** Where it was thrown and what it was caused by, without the messages. */
  stack?: string | undefined;
}

/**
 * Takes from an error what may be logged and kept. All of it is on a list; what is not on it stays out, so that what a
 * package or a database adds to its errors (the query with its parameters, the row that was refused) is never let through.
 *
 * A message is kept where our own code wrote it, or the operating system, which names files and addresses of servers. A
 * database, a parser or a package may quote what it was given.
 */
export function harmlessError(error: unknown): HarmlessError {
  if (!(error instanceof Error)) return { type: typeof error };
  const causes = causesOf(error);
  // What wraps an error of the database or of the system says less than that one does.
  const facts = (causes.at(-1) ?? error) as unknown as Record<string, unknown>;
  return {
    type: error.name,
    message: causes.find(mayBeQuoted)?.message,
    code: word(facts.code),
    constraint: word(facts.constraint),
    table: word(facts.table),
    routine: word(facts.routine),
    stack: [...new Set(causes.flatMap((cause) => framesOf(cause).slice(0, 12).map(inSources)))].join('\n'),
  };
}

/** The error and what caused it, the innermost last. */
function causesOf(error: Error): Error[] {
  const causes = [error];
  for (let { cause } = error; cause instanceof Error && !causes.includes(cause); cause = cause.cause)
    causes.push(cause);
  return causes;
}

/** The same in a line, for where there is room for one only. */
export function harmlessLine(error: unknown): string {
  const { type, message, code, constraint, table, routine } = harmlessError(error);
  if (message) return message;
  return [type, code, constraint, table, routine].filter(Boolean).join(', ');
}

/** What a package says of its own accord, without tokens of Slack, and of each address with no more than its server. */
export const harmlessWords = (words: string): string =>
  words
    .replace(/\bx(?:ox|app)[\w.-]*-[\w.-]+/g, '…')
    .replace(/\b((?:https?|wss?):\/\/)(?:[^\s/@]*@)?([^\s/?#"'<>]+)[^\s"'<>]*/g, '$1$2/…');

/** Names only: a code of PostgreSQL or Node, a constraint, a table. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,80}$/.test(value) ? value : undefined;
}

const ours = [packageRoot.href, fileURLToPath(packageRoot)];

function mayBeQuoted(error: Error): boolean {
  if ('syscall' in error) return true;
  const [made = ''] = framesOf(error);
  return !/^\s+at async |node_modules/.test(made) && ours.some((root) => made.includes(root));
}

/** The lines of a stack that name places. Its head is the message, which may have lines that look like them. */
function framesOf({ stack = '', message }: Error): string[] {
  const places = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  return places.split('\n').filter((line) => /^\s+at .*(:\d+:\d+\)?|\(<anonymous>\)|\(index \d+\))$/.test(line));
}
