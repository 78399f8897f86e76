import { randomUUID } from 'node:crypto';
import { type Bot, type Event, type Inbound, NotTaken, type Reply, type Sender } from '../../src/bot/inbound.ts';
import type { Card } from '../../src/ui/card.ts';
import { everywhere as say } from '../../src/ui/sentences/chat.ts';
import type { Delivery } from './delivery.ts';

/** What someone did, on its way to the bot. */
export interface Asked {
  event: Event;
  /** Looks up what came with typed words. @throws NotTaken */
  read?: () => Promise<Pick<Inbound, 'event' | 'mentions'>>;
}

/**
 * What the bot is told.
 *
 * @throws NotTaken where what came with it can't be had, and whatever `found` does
 */
export async function inboundOf(
  { event, read }: Asked,
  common: Pick<Inbound, 'id' | 'place' | 'message'>,
  found: Promise<Sender>,
  delivery: Delivery,
): Promise<Inbound> {
  const sender = await found;
  const again = delivery.again && { again: true as const };
  const inbound = { ...common, ...again, keep: delivery.ours, sender, event };
  // Of a stranger's words nothing is fetched or looked up.
  return read && sender.standing === 'member' ? { ...inbound, ...(await read()) } : inbound;
}

/**
 * The bot's answer; nothing to what was answered before. A filled form stays open where it can't be brought to the bot.
 *
 * @param type what it is that came in
 * @param problemOf what the person reads where the platform stands in the way; nothing for what is a bug
 */
export async function answered(
  bot: Bot,
  inbound: Promise<Inbound | undefined>,
  type: Event['type'],
  problemOf: (error: unknown) => Pick<Card, 'title' | 'text'> | undefined,
): Promise<Reply[]> {
  try {
    const taken = await inbound;
    return taken ? await bot.handle(taken) : [];
  } catch (error) {
    const problem = error instanceof NotTaken ? { title: say.fileNotTaken, text: [error.message] } : problemOf(error);
    if (!problem) throw error;
    const reply = { kind: 'card', card: { tone: 'problem', ...problem }, to: 'asker' } as const;
    return [type === 'submit' ? { ...reply, keepsForm: 'again' } : reply];
  }
}

/**
 * The same of what its platform brings again until it is answered: what was taken before has no answer here. What only reads, and is
 * soon there, is kept nowhere; whatever changes something is kept before that, by `keep`.
 *
 * @param delivery what brought it
 */
export async function answeredOnce(
  bot: Bot,
  inbound: Promise<Inbound>,
  type: Event['type'],
  problemOf: Parameters<typeof answered>[3],
  { soon, ours }: Pick<Delivery, 'soon' | 'ours'>,
): Promise<Reply[]> {
  const replies = answered(bot, inbound, type, problemOf);
  // It may break while it is being kept.
  replies.catch(() => {});
  return (await soon(replies)) || (await ours()) ? replies : [];
}

/** Called with what broke in an adapter, and the number that the person is given. */
export type OnBug = (error: unknown, correlationId: string) => void;

/** Writes down what broke. @returns its number, for the person */
export function noteBug(onBug: OnBug, error: unknown): string {
  const id = randomUUID();
  onBug(error, id);
  return id;
}

/** The same. @returns the sentence with its number */
export const broken = (onBug: OnBug, error: unknown): Card => ({
  title: say.brokenTitle,
  tone: 'problem',
  text: [say.broken(noteBug(onBug, error))],
});

/** The same for an answer that the platform refuses as it is: what was asked for was done. */
export const notShown = (onBug: OnBug, error: unknown): Card => ({
  title: say.notShownTitle,
  text: [say.notShown(noteBug(onBug, error))],
});

/**
 * A reply as a card: a form that can't be opened now, or is closed by now, as one that opens it. Nothing for a form that nobody
 * asked for.
 */
export async function cardOf(bot: Bot, inbound: Promise<Inbound | undefined>, reply: Reply): Promise<Card | undefined> {
  if (reply.kind === 'card' && !reply.keepsForm) return reply.card;
  const asked = await inbound.catch(() => undefined);
  if (reply.kind === 'card') return asked ? bot.later(asked, reply.card) : reply.card;
  return asked && bot.later(asked, reply.form);
}
