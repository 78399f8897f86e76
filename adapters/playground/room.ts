import { randomUUID } from 'node:crypto';
import type { Card } from '../../src/ui/card.ts';
import { type Chat, Unreachable } from '../../src/ui/chat.ts';
import { bytesOf } from '../../src/ui/file-bytes.ts';
import { speech } from '../../src/ui/sentences/chat.ts';
import { spoken } from '../../src/ui/speech.ts';
import { renderCard } from '../adaptive-card/card.ts';
import type { History, Message } from './history.ts';
import type { WireEvent, WireMessage, WirePerson } from './wire.ts';

/** The one channel. */
export const approvals = 'approvals';

export const directOf = (key: string) => `direct:${key}`;

/** Whether a person can see a message. */
function sees(key: string, message: Message): boolean {
  if (message.place !== approvals && message.place !== directOf(key)) return false;
  return message.only === undefined || message.only === key;
}

/** A message as one person's page shows it; files only for the one they were sent to. */
function toWire(message: Message, key: string): WireMessage {
  const { id, from, at, text, card } = message;
  const files =
    message.owner === key ? card?.files?.map((file) => ({ name: file.name, bytes: bytesOf(file).length })) : [];
  return {
    id,
    place: message.place === approvals ? 'approvals' : 'direct',
    from,
    private: message.only !== undefined,
    at,
    ...(text !== undefined && { text }),
    ...(card && { card: renderCard(card), summary: [card.title, card.state].filter(Boolean).join(', ') }),
    ...(card?.tone && { tone: card.tone }),
    ...(files && files.length > 0 && { files }),
  };
}

export interface Listener {
  key: string;
  send(event: WireEvent): void;
}

/** The messages of all places, and the pages that watch them. */
export function openRoom(history: History, clock: () => Date) {
  const listeners = new Set<Listener>();
  const show = (message: Message) => {
    for (const each of listeners) {
      if (sees(each.key, message)) each.send({ type: 'message', message: toWire(message, each.key) });
    }
  };
  return {
    listeners,
    seenBy: (key: string): WireMessage[] =>
      history
        .all()
        .filter((message) => sees(key, message))
        .map((message) => toWire(message, key)),
    /** A message that this person can see, by its id. */
    find(key: string, id: string): Message | undefined {
      const message = history.get(id);
      return message && sees(key, message) ? message : undefined;
    },
    post(message: Omit<Message, 'id' | 'at'> & { id?: string }): Message {
      const kept = spoken({ id: randomUUID(), at: clock().toISOString(), ...message }, speech.playground);
      history.put(kept);
      show(kept);
      return kept;
    },
    /** Puts another card where a message stands. */
    replace(message: Message, card: Card, owner?: string): void {
      const kept = { ...message, card: spoken(card, speech.playground), owner: owner ?? message.owner };
      history.put(kept);
      show(kept);
    },
    remove(message: Message): void {
      history.remove(message.id);
      for (const each of listeners) {
        if (sees(each.key, message)) each.send({ type: 'gone', id: message.id });
      }
    },
  };
}

export type Room = ReturnType<typeof openRoom>;

/** Where the messages of jobs go. Refuses, by an error, a workspace, a person or a channel that it doesn't have. */
export function chatOf(room: Room, history: History, workspace: string, people: readonly WirePerson[]): Chat {
  const personOf = (key: string) => people.find((each) => each.key === key);
  return {
    platform: 'playground',
    async post(to, card) {
      if (to.workspace !== workspace) throw new Unreachable(`The playground has no workspace ${to.workspace}`);
      if ('person' in to) {
        if (!personOf(to.person)) throw new Unreachable(`The playground has no person ${to.person}`);
        return room.post({ place: directOf(to.person), from: 'staffroom', owner: to.person, card }).id;
      }
      if (to.channel !== approvals) throw new Unreachable(`The playground has no channel ${to.channel}`);
      return room.post({ place: approvals, from: 'staffroom', card }).id;
    },
    async look(_workspace, key) {
      const email = personOf(key)?.email;
      return { member: email !== undefined, email };
    },
    async update(ref, card) {
      const message = typeof ref === 'string' ? history.get(ref) : undefined;
      // An old message may have been dropped, or the history thrown away: there is nothing left to change then.
      if (message) room.replace(message, card);
      return message !== undefined;
    },
  };
}
