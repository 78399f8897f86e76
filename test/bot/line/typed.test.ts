import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, formOf, senderOf, useTalk } from '../talk.ts';

/** What becomes of a typed line, beyond its words: whom it names, what of it a form or a button keeps. */

const database = useDatabase();
const talk = useTalk(database.app());

describe('a name before a reason', () => {
  test.each([
    ['suspend ben.okafor@riverside.example left in July'],
    ['suspend Ben Okafor left in July'],
    ['suspend ben okafor “left in July”'],
    ['suspend "Ben Okafor" left in July'],
    ['suspend\u00a0Ben\u00a0Okafor\u00a0left\u202fin\u00a0July'],
    ['/staff suspend “Ben Okafor” left in July'],
    ['suspend reason:“left in July” Ben Okafor'],
    ['suspend <mailto:ben.okafor@riverside.example|ben.okafor@riverside.example> left in July'],
    ['suspend <@teacher|Ben> left in July'],
    ['suspend <@teacher> left in July'],
  ])('%j', async (line) => {
    const card = await talk.card('coordinator', line);
    expect(card.title).toBe('Suspend Ben Okafor?');
    expect(card.facts).toEqual([{ label: 'Reason', value: 'left in July' }]);
  });
});

describe('what was typed is kept', () => {
  test('by a form: options that were typed by key or name are ticked', async () => {
    const line = 'add Ada Lovelace no-address programmes:primary,"x" sites:hub, test–maker role:Admin';
    const form = await talk.form('coordinator', line);
    expect(Object.keys(form.errors)).toEqual(['people.0.programmes']);
    expect(form.values.people).toEqual([
      expect.objectContaining({
        firstName: 'Ada Lovelace',
        programmes: ['primary'],
        sites: ['hub', 'test-maker'],
        role: 'admin',
      }),
    ]);
  });

  test('by a button: more than a button can carry, when it has to be asked who is meant', async () => {
    const reason = 'left '.repeat(400).trim();
    const card = await talk.card('coordinator', `suspend Okafor ${reason}`);
    const choose = buttonOf(card, 'Choose').action;
    expect(JSON.stringify(choose).length).toBeLessThan(2_000);
    const form = formOf(await talk.press('coordinator', choose));
    expect(form.values.reason).toBe(reason);
    expect(Object.keys(form.errors)).toEqual(['reason']);
  });

  test('by nobody else: a draft is its owner’s', async () => {
    const card = await talk.card('coordinator', `suspend Okafor ${'left '.repeat(400)}`);
    const refused = await talk.follow('admin', card, 'Choose');
    expect(refused.buttons).toEqual([]);
    expect(refused.text).toHaveLength(1);
  });
});

test.each(['％', '＿', '＼', '%', '_', '\\'])(
  'ASVS 1.2.4: %s is a sign to look for, not one that stands for any',
  async (sign) => {
    const [reply] = await talk.say('coordinator', `list ${sign}`);
    expect(reply?.kind === 'card' && reply.card.rows).toEqual([]);
    expect(await talk.bot.search(senderOf('coordinator'), sign)).toEqual([]);
  },
);
