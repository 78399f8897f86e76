import { randomUUID } from 'node:crypto';
import { uuidOf } from '../../src/lib/hash.ts';
import type { Json } from '../../src/lib/json.ts';
import { within } from '../../src/lib/timeout.ts';
import type { Card } from '../../src/ui/card.ts';

/**
 * Keeps what people said and pressed, from before anything comes of it, and before their platform is told that it is taken without an
 * answer, until they are answered.
 */
export interface Inbox {
  /** @returns false for what was taken before, by whichever copy of the program @throws where it can't be kept now */
  take(id: string, payload: Json): Promise<boolean>;
  answered(id: string): void;
  /** The same of what was not kept. @param ms how long after it came, in milliseconds */
  answeredUnkept(ms: number): void;
  /** Lets go of what nobody could be told of: it is carried out again. */
  leave(id: string): void;
  /**
   * Has the queue bring someone an answer that their chat can't take now, to their own chat.
   *
   * @param key what a try before marked it with
   * @throws where it can't be kept now
   */
  tellLater(
    key: string,
    answer: { workspace: string; person: string; card: Card; there: number; mayHaveArrived: boolean; hinted: boolean },
  ): Promise<void>;
  /** An answer reaches nobody, however often it is tried. */
  reachedNobody(why: string): void;
}

/** The platform took no answer, nor that none comes; it may later. */
export class Untold extends Error {}

/** One thing that a platform brought, on its way to an answer. */
export interface Delivery {
  /** Carried out once more, after whoever had it in hand died. */
  again: boolean;
  /**
   * What an answer to it is known by: the same where it is carried out again, so that the answer is kept once. Of several with
   * one title each has its own.
   */
  keyFor(title: string): string;
  /** Whether it is kept, or about to be. */
  isKept(): boolean;
  /** Keeps it. @returns whether it is ours to carry out: not where it was taken before */
  ours(): Promise<boolean>;
  /** Whether it is kept within this time, in milliseconds, so that the platform may be told that it is taken. */
  keptWithin(ms: number): Promise<boolean>;
  /** Whether this is there before it counts as long; a failure counts as there. What is not settled by then is kept. */
  soon(work: Promise<unknown>): Promise<boolean>;
  /**
   * Waits for what brings the person their answer; then nothing is kept any more. What ends with {@link Untold} is carried
   * out again later.
   *
   * @throws whatever else the work does: carried out again, it would do so again
   */
  settle(work: Promise<unknown>): Promise<void>;
}

/** When something came in, and how it is kept until it is answered. */
export interface Came {
  /** In milliseconds since 1970. */
  at: number;
  delivery: Delivery;
}

interface Keeping {
  /**
   * Whether the platform brings it again where it is not told that it is taken. All else is carried out also where it can't be
   * kept: most likely the database is away, and the person reads that.
   */
  comesAgain?: boolean;
  /** After how many milliseconds something counts as long. */
  keepAfterMs?: number;
}

export function deliveryOf(
  inbox: Inbox,
  id: string,
  payload: Json,
  { comesAgain = false, keepAfterMs = 0 }: Keeping = {},
): Delivery {
  const cameAt = performance.now();
  let kept: Promise<boolean> | undefined;
  let late: NodeJS.Timeout | undefined;
  const keep = () => {
    kept ??= inbox.take(id, payload);
    return kept;
  };
  const ours = () => keep().catch(() => !comesAgain);
  return {
    again: false,
    isKept: () => kept !== undefined,
    keyFor: keysOf(id),
    ours,
    keptWithin: async (ms) =>
      (await within(keep(), ms)) &&
      keep().then(
        () => true,
        () => false,
      ),
    soon: (work) =>
      new Promise((resolve) => {
        late = setTimeout(() => {
          keep().catch(() => {});
          resolve(false);
        }, keepAfterMs);
        const there = () => resolve(true);
        work.then(there, there);
      }),
    settle: (work) =>
      settleBy(work, async (end) => {
        clearTimeout(late);
        if (kept) return void ((await ours()) && inbox[end](id));
        if (end === 'answered') inbox.answeredUnkept(performance.now() - cameAt);
      }),
  };
}

/** What was kept, and left unanswered by whoever had it in hand. */
export const leftDelivery = (inbox: Inbox, id: string): Delivery => ({
  ...unkept,
  again: true,
  isKept: () => true,
  keyFor: keysOf(id),
  settle: (work) => settleBy(work, (end) => inbox[end](id)),
});

function keysOf(id: string): Delivery['keyFor'] {
  const made = new Map<string, number>();
  return (title) => {
    const before = made.get(title) ?? 0;
    made.set(title, before + 1);
    return uuidOf([id, title, before].join(' '));
  };
}

async function settleBy(work: Promise<unknown>, end: (how: 'answered' | 'leave') => unknown): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Untold) return void (await end('leave'));
    await end('answered');
    throw error;
  }
  await end('answered');
}

/** What was delivered could not be kept, or not be told to all copies: the chat is not told that it is taken, and brings it again. */
export class NotKept extends Error {}

/** What changes nothing, and is not kept: it is answered as often as it comes. */
export const unkept: Delivery = {
  again: false,
  isKept: () => false,
  keyFor: () => randomUUID(),
  ours: async () => true,
  keptWithin: async () => true,
  soon: async () => true,
  settle: (work) => settleBy(work, () => {}),
};
