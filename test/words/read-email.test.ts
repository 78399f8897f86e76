import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEmail } from '../../src/words/email.ts';
import { isSameEmail, readEmail } from '../../src/words/read-email.ts';
import { anEmail } from '../kit/emails.ts';

test.each([
  ['ada@school.example,', 'ada@school.example'],
  ['Bea Lind <bea@school.example>', 'bea@school.example'],
  ['"Noor, Ada" <ada@school.example>;', 'ada@school.example'],
  ['Ada Noor (ada@school.example)', 'ada@school.example'],
  ['Ada <ada@school.example> (work)', 'ada@school.example'],
  ['\u200bcas@school.example\u00a0', 'cas@school.example'],
  ['ada@school.example\u3164', 'ada@school.example'],
  ['\u2800ada@school.example\u115f', 'ada@school.example'],
  ['dee@school.example.', 'dee@school.example'],
  ['ada@school.example،', 'ada@school.example'],
  ['「ada@school.example」。', 'ada@school.example'],
  ['(ada@school.example)', 'ada@school.example'],
  ['| ada@school.example |', 'ada@school.example'],
  ['• ada@school.example', 'ada@school.example'],
  ['*ada@school.example*', 'ada@school.example'],
  ['E-mail: ada@school.example', 'ada@school.example'],
  ['SMTP:ada@school.example', 'ada@school.example'],
  ['البريد الإلكتروني: ada@school.example', 'ada@school.example'],
  ['ada@school.example; ADA@school.example', 'ada@school.example'],
  ['ada@school.example <mailto:ada@school.example>', 'ada@school.example'],
  ['mailto:eli@school.example?subject=Hello', 'eli@school.example'],
  ['mailto:o%27neil@school.example', "o'neil@school.example"],
  ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
  ['[a@b.example](mailto:a@b.example)', 'a@b.example'],
  ['[Ada](mailto:a@b.example)', 'a@b.example'],
  ['a@b.example (Ada)', 'a@b.example'],
  ['‘o’neil@b.example’', "o'neil@b.example"],
  ['ada–noor@b‑c.example', 'ada-noor@b-c.example'],
  ['ada＠school．example', 'ada@school.example'],
  ['ａｄａ＠ｓｃｈｏｏｌ。ｅｘａｍｐｌｅ', 'ada@school.example'],
  ['ada@xn--schule-mnchen-3ob.example', 'ada@schule-münchen.example'],
  ['ada@Schule-München.example', 'ada@schule-münchen.example'],
  ['ada@пример.xn--p1ai', 'ada@пример.рф'],
  ['ada@xn--p1b6ci4b4b3a.xn--h2brj9c', 'ada@उदाहरण.भारत'],
])('%j is %s', (pasted, email) => {
  expect(readEmail(pasted)).toEqual({ email });
});

test.each([
  ['', { why: 'missing' }],
  [' \u200b, ', { why: 'missing' }],
  ['ada', { why: 'malformed' }],
  ['ada noor@school.example', { why: 'malformed' }],
  ['ada@xn--zzzzzzzz', { why: 'malformed' }],
  ['ada@xn--a.example', { why: 'malformed' }],
  ['ada@xn--school-.example', { why: 'malformed' }],
  ['mailto:?to=ada@school.example', { why: 'malformed' }],
  // A byte that was no letter may have been one of the address.
  ['ada@school.example\ufffd', { why: 'malformed' }],
  // What a mail server reads in a long s or an ß may be another domain, and another's.
  ['ben@\u017fchool.example', { why: 'look-alike', letter: '\u017f' }],
  ['ada@straße.example', { why: 'look-alike', letter: 'ß' }],
  ['ada@xn--strae-oqa.example', { why: 'look-alike', letter: 'ß' }],
  ['a@b.example; c@d.example', { why: 'several', emails: ['a@b.example', 'c@d.example'] }],
  // What is shown is not where it leads.
  ['[a@b.example](mailto:c@d.example)', { why: 'several', emails: ['a@b.example', 'c@d.example'] }],
  ['<mailto:a@b.example|c@d.example>', { why: 'several', emails: ['a@b.example', 'c@d.example'] }],
  ['a@b.example <c@d.example>', { why: 'several', emails: ['a@b.example', 'c@d.example'] }],
  ['a@b.example (c@d.example)', { why: 'several', emails: ['a@b.example', 'c@d.example'] }],
  ['ada\u1160noor@school.example', { why: 'unseen', sign: 0x1160 }],
  ['ada\u200bnoor@school.example', { why: 'unseen', sign: 0x200b }],
  ['ada\u00a0noor@school.example', { why: 'unseen', sign: 0xa0 }],
])('%j is none', (pasted, problem) => {
  expect(readEmail(pasted).problem).toEqual(problem);
});

test('read twice it is the same, and an address has no problem', () => {
  fc.assert(
    fc.property(anEmail, (text) => {
      const read = readEmail(text);
      expect(readEmail(read.email)).toEqual(read);
      expect(read.problem === undefined).toBe(isEmail(read.email));
    }),
  );
});

test('ASVS 6.8.1: two e-mails are one by the case of A to Z, and by two forms of one domain, alone', () => {
  expect(isSameEmail('Kate@School.example', 'kATE@school.EXAMPLE')).toBe(true);
  expect(isSameEmail('Kate@Schule-München.example', 'kate@xn--schule-mnchen-3ob.example')).toBe(true);
  expect(isSameEmail('kate@school.example', '\u212aate@school.example')).toBe(false);
  expect(isSameEmail(undefined, undefined)).toBe(false);
  fc.assert(
    fc.property(anEmail, anEmail, (a, b) => {
      const plain = (text: string) => [...text].map((c) => (c <= '\x7f' ? c.toLowerCase() : c)).join('');
      if (plain(a) === plain(b)) expect(isSameEmail(a, b)).toBe(true);
      if (![...a, ...b].some((c) => c > '\x7f')) expect(isSameEmail(a, b)).toBe(plain(a.trim()) === plain(b.trim()));
    }),
  );
});
