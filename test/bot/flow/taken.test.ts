import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { mails } from '../../../db/schema/index.ts';
import type { Event, Sender } from '../../../src/bot/inbound.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { confirmChat } from '../../../src/service/workspaces/move-tie.ts';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, cardOf, senderOf, useTalk, wordsOf } from '../talk.ts';

/** Someone whose workspace vouches for an e-mail whose account someone else there uses. */

const database = useDatabase();
const app = database.app();
const talk = useTalk(app);
const other: Sender = { ...senderOf('coordinator'), person: 'other', name: 'Am!na\u202e Rahman' };

const send = async (event: Event) =>
  cardOf(await talk.bot.handle({ id: randomUUID(), sender: other, place: { kind: 'direct', id: 'other' }, event }));
const say = (text: string) => send({ type: 'text', text });

test('they can do nothing but ask for a mail to that address, whose link makes the account theirs', async () => {
  await talk.say('coordinator', 'whoami');
  const card = await say('suspend ben.okafor@riverside.example');
  expect(wordsOf(card)).toContain('Someone else here uses the account with your e-mail already');
  expect(wordsOf(card)).not.toContain('Amina');
  expect(await talk.bot.home(other)).toEqual([card]);
  expect(await talk.bot.search(other, 'ben')).toEqual([]);
  const none = async () => app.db.select().from(mails).where(eq(mails.kind, 'confirm-chat'));
  expect(await none()).toEqual([]);

  const { action } = buttonOf(card, 'Send me the mail');
  expect((await send({ type: 'press', action })).title).toBe('Look into your mail');
  const [mail] = await none();
  const { to, chat, link } = (await mailToSend(app, mail?.id ?? '')) ?? {};
  expect([to, chat?.name]).toEqual(['amina.rahman@riverside.example', 'Am!na Rahman']);
  await confirmChat(app, { token: link?.url.split('/').at(-1) ?? '', correlationId: randomUUID() });
  expect(wordsOf(await say('whoami'))).toContain('Amina Rahman');
  expect(await talk.words('coordinator', 'whoami')).toContain('Someone else here uses the account');
});

test('pressed by whoever has an account, or none, the button is no command', async () => {
  const action = { verb: 'confirm-me', step: 'run' } as const;
  expect(cardOf(await talk.press('teacher', action)).title).toContain('I don’t know');
  expect(wordsOf(cardOf(await talk.press('stranger', action)))).toContain('I know no account');
});
