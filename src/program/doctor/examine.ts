import { serverErrorIn } from '../../../db/errors.ts';
import { harmlessLine } from '../../lib/harmless-error.ts';
import { withTimeout } from '../../lib/timeout.ts';
import { listed } from '../../ui/formats.ts';
import { inWords } from '../database-problem.ts';
import type { Check, DoctorContext, Finding } from './check.ts';
import { type DoctorOptions, openContext } from './context.ts';

/** How long a check may take that says nothing else, in milliseconds. */
const usualLimitMs = 10_000;

/** So many times its limit a check that was called off is waited for. */
const lastWord = 1.1;

/**
 * Makes all checks at once, and gives what they find in their order, each as soon as it and those before are there.
 *
 * It reads and never changes. A check that breaks, or takes too long, is a finding itself.
 */
export async function* examine(options: DoctorOptions, checks: readonly Check[]): AsyncGenerator<Finding> {
  const { at, close, ...read } = openContext(options);
  try {
    const all = checks.map((check) => made(check, at, read));
    for (const found of all) yield* await found;
  } finally {
    await close();
  }
}

/** PostgreSQL's code for "insufficient privilege". */
const notAllowed = '42501';

const wordsOf = (error: unknown) =>
  serverErrorIn(error)?.code === notAllowed
    ? 'the user of the database has no right to'
    : harmlessLine(inWords(error)).replace(/\.$/, '');

type Read = Pick<ReturnType<typeof openContext>, 'notRead' | 'isFileUnread'>;

async function made(check: Check, at: DoctorContext, { notRead, isFileUnread }: Read): Promise<Finding[]> {
  const { about, needs = [], limitMs = usualLimitMs } = check;
  const unread = needs.filter((name) => notRead.has(name));
  const unknown = (says: string, todo?: string): Finding[] => [
    { about, is: 'unknown', says, ...(todo !== undefined && { todo }) },
  ];
  if (unread.length > 0 && isFileUnread) return unknown('Can’t be looked at: .env can’t be read.');
  if (unread.length > 0) {
    return unknown(`Can’t be looked at: ${listed(unread)} ${unread.length === 1 ? 'is' : 'are'} wrong or missing.`);
  }
  const end = new AbortController();
  // A later abort must not find a check that nobody waits for any more.
  const found = (async () => check.look(at, end.signal))().catch((error) =>
    unknown(`Could not be looked at: ${wordsOf(error)}.`),
  );
  const late = () =>
    unknown(`No answer within ${limitMs / 1_000} seconds.`, 'Try again; if it stays so, look at what it asks.');
  // Most can say in their own words what it is that does not answer, once they are called off.
  const bell = setTimeout(() => end.abort(), limitMs);
  try {
    return await withTimeout(found, limitMs * lastWord, late);
  } finally {
    clearTimeout(bell);
    end.abort();
  }
}
