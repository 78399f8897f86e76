import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect } from 'vitest';
import { cast, makeSampleCentre, playgroundWorkspace } from '../../db/sample/centre.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Registry } from '../../src/bot/command.ts';
import type { Bot, Event, Place, Reply, Sender } from '../../src/bot/inbound.ts';
import type { App } from '../../src/service/context.ts';
import type { Action, Button, Card } from '../../src/ui/card.ts';
import type { Form, FormValues } from '../../src/ui/form.ts';
import { speech } from '../../src/ui/sentences/chat.ts';
import { spoken } from '../../src/ui/speech.ts';
import { registry } from '../kit/job-cards.ts';

export type Who = (typeof cast)[number]['key'];

/** The bot in the sample centre, and people who talk to it, for all tests of a file; none of them may break anything. */
export function useTalk(app: App, commands: Registry = registry): Talk {
  const talk = talkIn(app, commands);
  beforeAll(() => makeSampleCentre(app.db, app.clock()));
  afterEach(() => expect(talk.bugs.splice(0)).toEqual([]));
  return talk;
}

/** The bot in the sample centre, and people who talk to it. */
export async function talking(app: App): Promise<Talk> {
  await makeSampleCentre(app.db, app.clock());
  return talkIn(app);
}

/** One of the cast, as the playground vouches for them. */
export function senderOf(who: Who, standing: Sender['standing'] = 'member'): Sender {
  const email = cast.find((p) => p.key === who)?.email;
  return { platform: 'playground', workspace: playgroundWorkspace, person: who, email, standing };
}

/** Its answers as the playground says them. */
export const speaking = (bot: Bot): Bot => ({
  ...bot,
  handle: async (inbound) => spoken(await bot.handle(inbound), speech.playground),
});

/** What a workspace vouches for of those whom a line mentions. */
const mentions = Object.fromEntries(cast.map(({ key, email }) => [key, email]));

function talkIn(app: App, commands: Registry = registry) {
  const bugs: unknown[] = [];
  const bot = speaking(
    createBot({
      app,
      registry: commands,
      mailFrom: 'no-reply@staffroom.example',
      onBug: (error) => bugs.push(error),
    }),
  );

  const send = (who: Who, event: Event, id: string = randomUUID(), place: Place = { kind: 'direct', id: who }) =>
    bot.handle({ id, sender: senderOf(who), place, event, mentions });
  const say = (who: Who, text: string, place?: Place) => send(who, { type: 'text', text }, randomUUID(), place);
  const press = (who: Who, action: Action, id?: string) => send(who, { type: 'press', action }, id);
  return {
    bot,
    bugs,
    registry: commands,
    send,
    say,
    /** What is answered to a line: its card, the words of that, or its form. */
    card: async (who: Who, text: string, place?: Place) => cardOf(await say(who, text, place)),
    words: async (who: Who, text: string) => wordsOf(cardOf(await say(who, text))),
    form: async (who: Who, text: string) => formOf(await say(who, text)),
    press,
    /** What stands in place of a form that can't be opened now. */
    later: (who: Who, event: Event, form: Form) =>
      bot.later({ id: randomUUID(), sender: senderOf(who), place: { kind: 'direct', id: who }, event }, form),
    /** The card that the button with this label leads to. */
    follow: async (who: Who, card: Card, label: string) => cardOf(await press(who, buttonOf(card, label).action)),
    fill: (who: Who, form: Form, values: FormValues, step: 'submit' | 'add-row' = 'submit') =>
      send(who, { type: 'submit', action: { ...form.action, step }, values: { ...form.values, ...values } }),
  };
}

export type Talk = ReturnType<typeof talkIn>;

/** The one card, or the one form, of an answer. */
export function cardOf(replies: Reply[]): Card {
  const [reply] = replies;
  if (replies.length !== 1 || reply?.kind !== 'card')
    throw new Error(`no card: ${JSON.stringify(replies).slice(0, 500)}`);
  return reply.card;
}

/** The form of an answer; a card may come beside it. */
export function formOf(replies: Reply[]): Form {
  const form = replies.find((r) => r.kind === 'form');
  if (!form) throw new Error(`no form: ${JSON.stringify(replies).slice(0, 500)}`);
  return form.form;
}

export function buttonOf(card: Card, label: string): Button {
  const all = [...(card.buttons ?? []), ...(card.more ?? []), ...(card.rows ?? []).flatMap((r) => r.buttons ?? [])];
  const button = all.find((b) => b.label === label);
  if (!button) throw new Error(`no button ${label}; there are ${all.map((b) => b.label).join(', ')}`);
  return button;
}

/** All that a card says, as plain text. */
export const wordsOf = (c: Card): string =>
  [
    c.title,
    c.state,
    ...(c.text ?? []),
    ...(c.facts ?? []).flatMap((f) => [f.label, f.value]),
    ...(c.rows ?? []).flatMap((r) => [r.title, r.state, r.detail]),
  ]
    .filter(Boolean)
    .join('\n');
