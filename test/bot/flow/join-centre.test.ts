import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { mails, workspaceCodes } from '../../../db/schema/index.ts';
import { createBot } from '../../../src/bot/bot.ts';
import type { Event, Reply, Sender } from '../../../src/bot/inbound.ts';
import { workspaceCode } from '../../../src/service/workspaces/code.ts';
import { mailCodes } from '../../../src/service/workspaces/join-centre.ts';
import type { Action } from '../../../src/ui/card.ts';
import type { Form, FormValues } from '../../../src/ui/form.ts';
import { useDatabase } from '../../kit/database.ts';
import { registry } from '../../kit/job-cards.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { buttonOf, cardOf, formOf, speaking, wordsOf } from '../talk.ts';

/** What people see in a workspace that no school has yet. */

const database = useDatabase();
const app = database.app();
const bugs: unknown[] = [];
const bot = speaking(
  createBot({ app, registry, mailFrom: 'no-reply@school.example', onBug: (error) => bugs.push(error) }),
);

function someone(values: Partial<Sender> = {}) {
  const sender: Sender = {
    platform: 'slack',
    workspace: `T${randomUUID().slice(0, 8)}`,
    person: 'U1',
    email: 'amina@riverside.example',
    standing: 'member',
    ...values,
  };
  const send = (event: Event, id: string = randomUUID()): Promise<Reply[]> =>
    bot.handle({ id, sender, place: { kind: 'direct', id: 'D1' }, event });
  return {
    sender,
    say: (text: string) => send({ type: 'text', text }),
    press: (action: Action) => send({ type: 'press', action }),
    fill: (form: Form, values: FormValues) =>
      send({ type: 'submit', action: form.action, values: { ...form.values, ...values } }),
  };
}

type Someone = ReturnType<typeof someone>;

/** As far as the form that asks for the code. */
async function upToTheCode(who: Someone, number: string): Promise<Form> {
  const card = cardOf(await who.say('help'));
  const form = formOf(await who.press(buttonOf(card, 'Connect a school').action));
  return formOf(await who.fill(form, { number }));
}

async function codeOf(who: Someone): Promise<string> {
  const [row] = await app.db.select().from(workspaceCodes).where(eq(workspaceCodes.externalId, who.sender.workspace));
  return workspaceCode(app, row?.id ?? '');
}

async function aSchool() {
  const centre = await addCentre(app.db);
  await addUser(app.db, centre.id, { role: 'coordinator', email: `amina.${centre.number}@riverside.example` });
  return centre;
}

test('from the first word to help, with what was mistyped on the way', async () => {
  const centre = await aSchool();
  const who = someone({ email: `amina.${centre.number}@riverside.example` });
  const card = cardOf(await who.say('suspend ben@riverside.example'));
  expect(wordsOf(card)).toContain('not tied to a school yet');
  const asksNumber = formOf(await who.press(buttonOf(card, 'Connect a school').action));

  for (const number of ['', 'Riverside', 'IN1', undefined]) {
    const again = formOf(await who.fill(asksNumber, { number }));
    expect(again.errors).toEqual({ number: expect.stringContaining('IN123') });
    expect(again.values.number ?? '').toBe(number ?? '');
  }
  const asksCode = formOf(await who.fill(asksNumber, { number: ` ${centre.number.toLowerCase()} ` }));
  expect(asksCode.intro).toContain(`If ${centre.number} is a school here`);

  const again = formOf(await who.fill(asksCode, { code: 'WRNG-WRNG' }));
  expect(again.errors).toEqual({ code: expect.stringContaining('not the code') });
  expect(again.values).toEqual({ code: 'WRNG-WRNG' });

  const done = cardOf(await who.fill(again, { code: (await codeOf(who)).toLowerCase() }));
  expect(done.title).toBe('This workspace now belongs to Riverside School');
  const help = cardOf(await who.press(buttonOf(done, 'Help').action));
  expect(help.title).toBe('What you can do here');
});

test('a school that is not there reads and answers the same', async () => {
  const centre = await aSchool();
  const said = async (number: string) => {
    const who = someone();
    const form = await upToTheCode(who, number);
    const answers: Form[] = [form];
    for (let i = 0; i < 6; i++) answers.push(formOf(await who.fill(form, { code: '0000-0000' })));
    return JSON.stringify(answers.map(({ action, ...shown }) => [shown, { ...action, idempotencyKey: '' }])).replaceAll(
      number,
      '#',
    );
  };
  expect(await said('ZZ999')).toBe(await said(centre.number));
});

test('too many asks are told beside the number, which stays', async () => {
  const who = someone();
  const form = formOf(await who.press({ verb: 'connect', step: 'form' }));
  const ask = async () =>
    formOf(await who.fill({ ...form, action: { ...form.action, idempotencyKey: randomUUID() } }, { number: 'ZZ1234' }));
  for (let i = 0; i < 5; i++) expect((await ask()).errors).toEqual({});
  const refused = await ask();
  expect(refused.errors).toEqual({ number: expect.stringContaining('too many tries') });
  expect(refused.values).toEqual({ number: 'ZZ1234' });
});

test('a form that is sent twice mails once', async () => {
  const centre = await aSchool();
  const who = someone();
  const form = formOf(await who.press({ verb: 'connect', step: 'form' }));
  await Promise.all([who.fill(form, { number: centre.number }), who.fill(form, { number: centre.number })]);
  await mailCodes(app, { centreNumber: centre.number });
  await mailCodes(app, { centreNumber: centre.number });
  expect(await app.db.select().from(mails).where(eq(mails.centreId, centre.id))).toHaveLength(1);
});

test('two who enter the code at once both read that it belongs to a school', async () => {
  const centre = await aSchool();
  const who = someone();
  const form = await upToTheCode(who, centre.number);
  const code = await codeOf(who);
  const titles = (await Promise.all([who.fill(form, { code }), who.fill(form, { code })])).map((r) => cardOf(r).title);
  expect(titles.sort()).toEqual([
    'This workspace belongs to a school already',
    'This workspace now belongs to Riverside School',
  ]);
  // The same for whoever comes so late that they are looked up in a workspace that is tied.
  expect(cardOf(await who.fill(form, { code })).title).toBe('This workspace belongs to a school already');
});

describe('who is no full member', () => {
  test.each(['guest', 'outsider', 'bot', 'deactivated'] as const)('%s', async (standing) => {
    const centre = await aSchool();
    const member = someone();
    const form = await upToTheCode(member, centre.number);
    const who = someone({ workspace: member.sender.workspace, standing });
    for (const replies of [
      await who.say('help'),
      await who.press({ verb: 'connect', step: 'form' }),
      await who.fill(form, { code: await codeOf(member) }),
    ]) {
      const card = cardOf(replies);
      expect(wordsOf(card)).toContain('Only full members');
      expect(card.buttons ?? []).toEqual([]);
    }
  });
});

test('whatever else is pressed or sent leads back to the card', async () => {
  const who = someone();
  const sent: Event[] = [
    { type: 'press', action: { verb: 'connect', step: 'run' } },
    { type: 'press', action: { verb: 'suspend', step: 'confirm', input: { person: 'id:x' } } },
    { type: 'submit', action: { verb: 'add', step: 'submit' }, values: {} },
  ];
  for (const event of sent) {
    const replies = await bot.handle({
      id: randomUUID(),
      sender: who.sender,
      place: { kind: 'direct', id: 'D1' },
      event,
    });
    expect(cardOf(replies).title).toBe('This workspace is not tied to a school yet');
  }
});

test('hostile values are words, or nothing', async () => {
  const who = someone();
  const values = [{}, [], 1, true, '\u0000', 'x'.repeat(100_000), { number: 1 }] as unknown as FormValues[string][];
  for (const value of values) {
    const number = formOf(await who.press({ verb: 'connect', step: 'form' }));
    expect(formOf(await who.fill(number, { number: value })).errors).toHaveProperty('number');
    const action: Action = { verb: 'connect', step: 'submit', input: { for: 'code', number: value as string } };
    expect(formOf(await who.fill({ ...number, action }, { code: value })).errors).toHaveProperty('code');
  }
});

test('it is no command: not in help, not completed', async () => {
  expect(registry.get('connect')).toBeUndefined();
  expect(await bot.complete(someone().sender, 'con')).toEqual([]);
});

test('nothing of this is a bug', () => {
  expect(bugs).toEqual([]);
});
