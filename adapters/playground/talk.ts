import type { Bot, Event, Place, Reply, Sender } from '../../src/bot/inbound.ts';
import { renderForm } from '../adaptive-card/form.ts';
import type { Message } from './history.ts';
import { approvals, directOf, type Room } from './room.ts';
import type { PlaygroundPerson } from './server.ts';
import type { WireAnswer, WirePlace } from './wire.ts';

/** Something that a person did, on its way to the bot. */
export interface Deed {
  id: string;
  person: PlaygroundPerson;
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

export function senderOf(person: PlaygroundPerson, workspace: string): Sender {
  return { platform: 'playground', workspace, person: person.key, email: person.email, standing: 'member' };
}

/** Puts the bot's answers where they belong, and gives back the form to open, if there is one. */
function deliver(room: Room, deed: Deed, replies: Reply[]): WireAnswer {
  const { key } = deed.person;
  const direct = deed.place === 'direct';
  const place = direct ? directOf(key) : approvals;
  let answer: WireAnswer = {};
  for (const reply of replies) {
    if (reply.kind === 'form') {
      const { form } = reply;
      answer = {
        form: { title: form.title, card: renderForm(form), fields: form.fields, wrong: Object.keys(form.errors) },
      };
      continue;
    }
    const only = reply.to === 'asker' && !direct ? key : undefined;
    const { pressed } = deed;
    // What is for one person's eyes never takes the place of what all can see, nor the other way round.
    if (reply.replace && pressed && pressed.only === only) {
      room.replace(pressed, reply.card, key);
      continue;
    }
    if (reply.replace && pressed?.only !== undefined) room.remove(pressed);
    room.post({ place, from: 'staffroom', owner: key, card: reply.card, ...(only ? { only } : {}) });
  }
  return answer;
}

/** The message with the pressed button, as the chat of jobs refers to it; nothing for one that only one person sees. */
const messageOf = ({ pressed }: Deed) => (pressed && pressed.only === undefined ? { message: pressed.id } : {});

const mostRemembered = 500;

/**
 * Takes what people do to the bot. The same delivery id again, from a page that lost the answer, gets the same answer
 * and has no second effect here; in the bot the id does the same across restarts.
 */
export function openTalk(bot: Bot, room: Room, workspace: string) {
  const answers = new Map<string, Promise<WireAnswer>>();
  return (deed: Deed): Promise<WireAnswer> => {
    const before = answers.get(deed.id);
    if (before) return before;
    const place: Place =
      deed.place === 'direct' ? { kind: 'direct', id: directOf(deed.person.key) } : { kind: 'channel', id: approvals };
    const sender = senderOf(deed.person, workspace);
    const answer = bot
      .handle({ id: deed.id, sender, place, event: deed.event, ...messageOf(deed) })
      .then((replies) => deliver(room, deed, replies));
    answers.set(deed.id, answer);
    answer.catch(() => answers.delete(deed.id));
    for (const id of answers.keys()) {
      if (answers.size <= mostRemembered) break;
      answers.delete(id);
    }
    return answer;
  };
}
