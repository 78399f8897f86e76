import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifySender, nowhere } from '../../../src/bot/flow/identify-sender.ts';
import type { Reply } from '../../../src/bot/inbound.ts';
import { readLine } from '../../../src/bot/line/read-line.ts';
import { useDatabase } from '../../kit/database.ts';
import { runs } from '../../kit/fuzz.ts';
import { senderOf, useTalk } from '../talk.ts';

/** Whatever is typed: every word of it went into what is done, or nothing is done. */

const app = useDatabase().app();
const talk = useTalk(app);

const people = [
  'ben',
  'Ben Okafor',
  'clara',
  'ben.okafor@riverside.example',
  'jose alvarez',
  'Mwangi, Joseph',
  'nobody',
];
const between = [' ', ', ', '; ', ' and ', ' & ', '\n', ',', '/', ' to '];
const options = [
  'on',
  'off',
  'test-maker',
  'Test Maker',
  'primary',
  'from 1 June',
  'on Friday',
  '2026-09-01',
  'role:admin',
];
const junk = ['xyzzy', 'left', 'left in July', '“so be it”', 'please', '???', 'reason: gone', '🙂', 'wibble:wobble'];
// Those that ask for a Yes: what is carried out at once only shows.
const verbs = ['suspend', 'suspend', 'suspend', 'reset', 'admin', 'transfer', 'leaver', 'deny'];

const said = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...people) },
  fc.constantFrom(...options),
  fc.constantFrom(...junk),
);
const line = fc
  .tuple(
    fc.constantFrom(...verbs),
    fc.constantFrom(...people),
    fc.array(fc.tuple(fc.constantFrom(...between), said), { maxLength: 3 }),
  )
  .map(([verb, person, more]) => `${verb} ${person}${more.map(([sign, words]) => sign + words).join('')}`);

/** The signs between words, and what stands for nothing but order or politeness. */
const meansNothing = /^(?:and|&|to|from|on|of|for|as|please|suspend|show|x|\p{Extended_Pictographic})$/iu;
const bare = (text: string) =>
  text
    .replace(/["“”,;<>/]/g, ' ')
    .split(/\s+/)
    .filter((w) => w !== '' && !meansNothing.test(w));

/** Whether it says Yes or did something; a question whom is meant, a form and a refusal are none. */
const isQuestion = (replies: Reply[]) =>
  replies.some((r) => r.kind === 'card' && (r.card.buttons ?? []).some(({ action }) => action.step === 'confirm'));

test('no line is carried out, or asked a Yes for, with words left', async () => {
  const { registry } = talk;
  const options = { app, registry, mailFrom: '' };
  const call = await identifySender(options, nowhere(senderOf('coordinator')), randomUUID());
  if (!('ctx' in call)) throw new Error('nobody asks');
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(line, async (typed) => {
      const replies = await talk.say('coordinator', typed);
      if (!isQuestion(replies)) return;
      asked += 1;
      const verb = typed.split(' ')[0] ?? '';
      const command = registry.get(verb);
      if (!command) throw new Error(verb);
      const { raw, resolved, left } = await readLine(call, command, typed);
      expect(left).toEqual({});
      const read = bare(
        JSON.stringify([raw, resolved])
          .replaceAll('\\n', ' ')
          .replace(/[[\]{}:]/g, ' '),
      )
        .join(' ')
        .toLowerCase();
      for (const word of bare(typed.slice(verb.length))) {
        const [key, value = key] = word.split(':');
        expect(read, `${typed}: ${word}`).toContain((value || key || '').toLowerCase());
      }
    }),
    runs(100),
  );
  // Or nothing would be shown by it.
  expect(asked).toBeGreaterThan(0);
});
