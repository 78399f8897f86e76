import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { retryAfter, sortReply, type Verdict } from '../../../adapters/mail/replies.ts';

const rowsOf = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../cases', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

const verdictsOf: Record<string, Verdict[]> = {
  'the address': ['gone'],
  'the address, for now': ['later'],
  us: ['setting'],
  'us, for today': ['quota'],
  'us, for now': ['connections', 'pace'],
};

describe('whom a reply is about', () => {
  // SendAsDenied and its like come at any of the three.
  test.each(rowsOf('mail-replies.tsv'))('%s: %s', (reply, about) => {
    for (const command of ['RCPT TO', 'DATA'])
      expect(verdictsOf[about ?? '']).toContain(sortReply(reply ?? '', command));
    expect(['gone', 'later', 'unclear']).not.toContain(sortReply(reply ?? '', 'MAIL FROM'));
  });

  test.each(rowsOf('mail-replies-of-servers.tsv'))('%s: %s', (command, reply, verdict) => {
    expect(sortReply(reply ?? '', command ?? '')).toBe(verdict);
  });
});

test.each([
  ['450 4.7.1 Try again in 300 seconds', 300_000],
  ['451 4.7.1 Greylisting in action, please come back in 00:04:59', 299_000],
  ['421 4.7.0 Too many mails, retry after 5 minutes', 300_000],
  ['451 Greylisted for 1 hour', 3_600_000],
  ['421 4.7.0 try again later', undefined],
  ['550 exceeded in 2024', undefined],
  ['451 4.7.1 retry within 2 hrs', 7_200_000],
  ['450 4.7.1 limit for 100 messages reached', undefined],
  ['451 4.7.500 Server busy [AM6P.prod.example 2024-01-15 14:05:09 08DC]', undefined],
  ['421 4.7.0 too many mails from [2001:db8:12:34:56::1]', undefined],
])('%s is let be for %s ms', (reply, ms) => expect(retryAfter(reply)).toBe(ms));
