import { randomUUID } from 'node:crypto';
import type { Card } from '../../src/ui/card.ts';
import { perhapsSeen } from '../../src/ui/perhaps-seen.ts';
import { type Inbox, Untold } from './delivery.ts';
import { type FailureKind, PlatformError } from './failure.ts';

/** A way to show someone a card. @throws PlatformError */
export interface Way {
  show(key: string): Promise<unknown>;
  /** Whether what it showed can be found again in their own chat, by its key. */
  isFound?: boolean;
}

/** What someone is to read about what they did. */
export interface Answer {
  /** By the platform's ids; nothing for someone who has no chat of their own here. */
  to: { workspace: string; person: string } | undefined;
  card: Card;
  /** In turn, until one is taken. */
  ways: Way[];
}

/**
 * - `shown`: it is there
 * - `later`: the queue brings it to their own chat
 * - `nowhere`: no way leads to them
 */
export type Outcome = 'shown' | 'later' | 'nowhere';

/**
 * Brings someone what they are to read: by the first way that is taken; where none is for now, or the answer to one got lost,
 * by the queue, in their own chat.
 *
 * @throws Untold where the queue can't be given it: what they did is carried out again
 * @throws PlatformError where all ways refuse what it holds
 */
export async function tell(inbox: Inbox, { to, card, ways }: Answer): Promise<Outcome> {
  const key = randomUUID();
  const kinds: FailureKind[] = [];
  let lost: Way | undefined;
  let last: PlatformError | undefined;
  for (const way of ways) {
    try {
      await way.show(key);
      return 'shown';
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      last = error;
      kinds.push(error.kind);
      lost = error.kind === 'unsure' ? way : undefined;
      // By another way it might come twice.
      if (lost) break;
    }
  }
  if (to && (lost || kinds.some((kind) => kind === 'not-now' || kind === 'shut-out'))) {
    const mayHaveArrived = lost?.isFound === true;
    await leave(inbox, key, { ...to, card: lost && !mayHaveArrived ? perhapsSeen(card) : card, mayHaveArrived });
    return 'later';
  }
  if (last?.kind === 'refused') throw last;
  inbox.reachedNobody(last?.message ?? 'there is no way to them');
  return 'nowhere';
}

/** Leaves it to the queue. @throws Untold */
async function leave(inbox: Inbox, key: string, answer: Parameters<Inbox['tellLater']>[1]): Promise<void> {
  await inbox.tellLater(key, answer).catch(() => {
    throw new Untold();
  });
}
