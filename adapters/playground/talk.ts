import type { Bot, Event, Place, Reply, Sender } from '../../src/bot/inbound.ts';
import { openCache } from '../../src/lib/cache.ts';
import { speech } from '../../src/ui/sentences/chat.ts';
import { spoken } from '../../src/ui/speech.ts';
import { renderForm } from '../adaptive-card/form.ts';
import { answerToForm } from '../chat/kept-form.ts';
import type { Message } from './history.ts';
import { approvals, directOf, type Room } from './room.ts';
import type { WireAnswer, WirePerson, WirePlace } from './wire.ts';

/** Something that a person did, on its way to the bot. */
export interface Interaction {
  id: string;
  person: WirePerson;
  place: WirePlace;
  event: Event;
  /** The message with the pressed button. */
  pressed?: Message;
}

/**
 * The words for the bot in a typed line, or nothing if the line is not for it. Alone with the bot everything is;
 * in a channel only what begins with `/staff` or names it.
 */
export function wordsForBot(line: string, place: WirePlace): string | undefined {
  const called = /^(?:\/staff|@staffroom)(?:\s+|$)/i.exec(line);
  if (called) return line.slice(called[0].length).trim();
  if (place === 'approvals') return undefined;
  return line.replace(/^staff(?:\s+|$)/i, '').trim();
}

export function senderOf(person: WirePerson, workspace: string): Sender {
  const { key, name, email } = person;
  return { platform: 'playground', workspace, person: key, name, email, standing: 'member' };
}

/** Puts the bot's answers where they belong, and gives back the form to open, if there is one. */
function deliver(room: Room, interaction: Interaction, replies: Reply[]): WireAnswer {
  const { key } = interaction.person;
  const direct = interaction.place === 'direct';
  const place = direct ? directOf(key) : approvals;
  const { form: given, kept, cards } = answerToForm(replies);
  for (const reply of cards) {
    const only = reply.to === 'asker' && !direct ? key : undefined;
    const { pressed } = interaction;
    // What is for one person's eyes never takes the place of what all can see, nor the other way round.
    if (reply.replace && pressed && pressed.only === only) {
      room.replace(pressed, reply.card, key);
      continue;
    }
    if (reply.replace && pressed?.only !== undefined) room.remove(pressed);
    room.post({ place, from: 'staffroom', owner: key, card: reply.card, ...(only ? { only } : {}) });
  }
  if (kept) return { kept: spoken(kept.words, speech.playground) };
  if (!given) return {};
  const form = spoken(given, speech.playground);
  const { title, fields, errors } = form;
  return { form: { title, card: renderForm(form), fields, wrong: Object.keys(errors) } };
}

/** The message with the pressed button, as the chat of jobs refers to it; nothing for one that only one person sees. */
const messageOf = ({ pressed }: Interaction) => (pressed && pressed.only === undefined ? { message: pressed.id } : {});

/**
 * Takes what people do to the bot. The same delivery id again, from a page that lost the answer, gets the same answer
 * and has no second effect here; in the bot the id does the same across restarts.
 */
export function openTalk(bot: Bot, room: Room, workspace: string) {
  const answers = openCache<WireAnswer>({ max: 500, ttlMs: 3_600_000 });
  return (interaction: Interaction): Promise<WireAnswer> =>
    answers.get(interaction.id, async () => {
      const { id, person, event } = interaction;
      const isDirect = interaction.place === 'direct';
      const place: Place = isDirect ? { kind: 'direct', id: directOf(person.key) } : { kind: 'channel', id: approvals };
      const sender = senderOf(person, workspace);
      return deliver(room, interaction, await bot.handle({ id, sender, place, event, ...messageOf(interaction) }));
    });
}
