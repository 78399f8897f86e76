import type { Card } from '../../src/ui/card.ts';
import { perhapsSeen } from '../../src/ui/perhaps-seen.ts';
import { type Delivery, type Inbox, Untold } from './delivery.ts';
import { type FailureKind, PlatformError } from './failure.ts';

/** A way to show someone a card. @throws PlatformError */
export interface Way {
  show(key: string): Promise<unknown>;
  /** From which of its parts on they stand where the queue would put them, marked as it would; nothing where none does. */
  ownFrom?: number;
}

/** What someone is to read about what they did. */
export interface Answer {
  /** By the platform's ids; nothing for someone who has no chat of their own here. */
  to: { workspace: string; person: string } | undefined;
  card: Card;
  /** What brought what they did. */
  delivery: Pick<Delivery, 'keyFor'>;
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
export async function tell(inbox: Inbox, { to, card, delivery, ways }: Answer): Promise<Outcome> {
  const key = delivery.keyFor(card.title);
  const kinds: FailureKind[] = [];
  let begun: Way | undefined;
  let last: PlatformError | undefined;
  for (const way of ways) {
    try {
      await way.show(key);
      return 'shown';
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      last = error;
      kinds.push(error.kind);
      // By another way it might come twice.
      if (error.kind === 'unsure' || error.there > 0) {
        begun = way;
        break;
      }
    }
  }
  if (to && kinds.some((kind) => kind === 'not-now' || kind === 'shut-out' || kind === 'unsure')) {
    await leave(inbox, key, { ...to, ...restOf(card, begun, last) });
    return 'later';
  }
  if (last?.kind === 'refused') throw last;
  inbox.reachedNobody(last?.message ?? 'there is no way to them');
  return 'nowhere';
}

/** What the queue is to bring: all that is not there; all, and that it may have come before, where it was begun elsewhere. */
function restOf(card: Card, begun: Way | undefined, last: PlatformError | undefined) {
  const there = last?.there ?? 0;
  if (!begun) return { card, there: 0, mayHaveArrived: false, hinted: false };
  if (begun.ownFrom === undefined || there < begun.ownFrom)
    return { card: perhapsSeen(card), there: 0, mayHaveArrived: false, hinted: true };
  return { card, there, mayHaveArrived: last?.kind === 'unsure', hinted: false };
}

/** Leaves it to the queue. @throws Untold */
async function leave(inbox: Inbox, key: string, answer: Parameters<Inbox['tellLater']>[1]): Promise<void> {
  await inbox.tellLater(key, answer).catch(() => {
    throw new Untold();
  });
}
