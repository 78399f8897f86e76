import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEmail } from '../../src/words/email.ts';
import { readEmail } from '../../src/words/read-email.ts';
import { anEmail } from '../kit/emails.ts';

test.each([
  ['ada@school.example,', 'ada@school.example', ''],
  ['Bea Lind <bea@school.example>', 'bea@school.example', 'Bea Lind'],
  ['"Noor, Ada" <ada@school.example>;', 'ada@school.example', 'Noor, Ada'],
  ['\u200bcas@school.example\u00a0', 'cas@school.example', ''],
  ['dee@school.example.', 'dee@school.example', ''],
  ['mailto:eli@school.example?subject=Hello', 'eli@school.example', ''],
  ['<mailto:a@b.example|a@b.example>', 'a@b.example', ''],
  ['[a@b.example](mailto:a@b.example)', 'a@b.example', ''],
  ['a@b.example (Ada)', 'a@b.example', 'Ada'],
  ['‘o’neil@b.example’', "o'neil@b.example", ''],
  ['ada＠school．example', 'ada@school.example', ''],
  ['ada@xn--schule-mnchen-3ob.example', 'ada@schule-münchen.example', ''],
  ['ada@Schule-München.example', 'ada@schule-münchen.example', ''],
  ['ada@пример.xn--p1ai', 'ada@пример.рф', ''],
])('%j is %s', (pasted, email, name) => {
  expect(readEmail(pasted)).toEqual({ email, name });
});

test.each([
  ['', { why: 'missing' }],
  [' \u200b, ', { why: 'missing' }],
  ['ada', { why: 'malformed' }],
  ['ada noor@school.example', { why: 'malformed' }],
  ['ada@xn--zzzzzzzz', { why: 'malformed' }],
  // A long s: what a mail server reads in it is another domain.
  ['ben@\u017fchool.example', { why: 'malformed' }],
  ['a@b.example; c@d.example', { why: 'several', emails: ['a@b.example', 'c@d.example'] }],
  ['ada\u200bnoor@school.example', { why: 'unseen', sign: 0x200b }],
  ['ada\u00a0noor@school.example', { why: 'unseen', sign: 0xa0 }],
])('%j is none', (pasted, problem) => {
  expect(readEmail(pasted).problem).toEqual(problem);
});

test('read twice it is the same, and an address has no problem', () => {
  fc.assert(
    fc.property(anEmail, (text) => {
      const read = readEmail(text);
      expect(readEmail(read.email).email).toBe(read.email);
      expect(read.problem === undefined).toBe(isEmail(read.email));
    }),
  );
});
