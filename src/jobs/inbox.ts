import type { Logger } from 'pino';
import { batches } from '../lib/batches.ts';
import type { Json } from '../lib/json.ts';
import { seldom } from '../lib/seldom.ts';
import { within } from '../lib/timeout.ts';
import type { App } from '../service/context.ts';
import {
  closeDeliveries,
  deliveryKey,
  type LeftDelivery,
  registerDeliveries,
  renewDeliveries,
  sealedDelivery,
  takeUpDeliveries,
} from '../service/workspaces/deliveries.ts';
import { type Come, keepLateAnswer, type LateAnswer } from '../service/workspaces/late-answers.ts';
import type { Card } from '../ui/card.ts';
import type { Platform } from '../words/platforms.ts';

/** Has a chat carry out again what it was sent: its payload, and when that came in, in milliseconds since 1970. */
export type CarryOut = (payload: Json, at: number) => Promise<void>;

/**
 * What people said and pressed, from before a platform is told that it is taken, without an answer to it, until they are answered.
 */
export interface Inbox {
  of(platform: Platform): {
    /**
     * Keeps what was delivered.
     *
     * @returns false for what was taken before, by whichever copy
     * @throws whatever the database does; Error where it does nothing for long
     */
    take(id: string, payload: Json): Promise<boolean>;
    /** Whoever did it has been answered. */
    answered(id: string): void;
    /** The same of what was not kept, since it changed nothing. @param ms how long after it came, in milliseconds */
    answeredUnkept(ms: number): void;
    /** Lets go of what nobody could be told of: it is carried out again. */
    leave(id: string): void;
    /** Keeps an answer that the chat can't take now, for the queue to deliver. @throws as `take` */
    tellLater(key: string, answer: Omit<LateAnswer, 'platform'> & Come & { card: Card }): Promise<void>;
    /** An answer reaches nobody, however often it is tried. */
    reachedNobody(why: string): void;
  };
  /** Begins to carry out what copies that died left unanswered. */
  begin(chats: { platform: Platform; carryOut: CarryOut }[]): void;
  /** Takes up nothing more. */
  stop(): void;
  /** Waits until all that was answered is written down as such; not for a database that is away. */
  settled(): Promise<void>;
}

/**
 * What became of something that a chat brought, or of an answer to it.
 *
 * - `answered`: whoever did it was answered, so long after it was brought, in milliseconds
 * - `left`: nobody could be told; it is carried out again
 * - `given_up`: it could not be answered, however often it was carried out
 * - `later`: the queue brings the answer
 * - `nowhere`: the answer reaches nobody
 */
export interface Brought {
  chat: Platform;
  outcome: 'answered' | 'left' | 'given_up' | 'later' | 'nowhere';
  ms?: number;
}

interface Options {
  app: App;
  log: Logger;
  /** Told of each; nothing waits for it. */
  onBrought?: (brought: Brought) => void;
  /** How long what a copy had in hand stays untouched after it has died, in milliseconds. */
  leaseMs?: number;
  /** How long it may take to keep a delivery, in milliseconds. */
  takeMs?: number;
}

/** How many times at once deliveries are kept: there are as many connections for it (`src/program/serve.ts`). */
const takenAtOnce = 2;
/** How many are kept together at most: the largest of them, 4 MB each, are one statement in hexadecimal digits. */
const maxTaken = 50;
/** Less than Teams waits to hear that a message is taken, in milliseconds. */
const usualTakeMs = 10_000;
/**
 * What is answered is written down for many at once, after this, in milliseconds: also so that the answer, which is being
 * written to a socket at that moment, goes out first.
 */
const closeAfterMs = 5;
/**
 * What ends the process each time it is carried out is to end it no more than this often; with pauses that double, from
 * twenty seconds on, this takes more than an hour, in which other causes pass.
 */
const maxRetries = 8;
/** Nobody expects any more that it is done, in milliseconds. */
const maxAgeMs = 24 * 3_600_000;
/** The same trouble is said once in so long, in milliseconds. */
const sameMs = 3_600_000;
/** How much is taken up at once. */
const maxTakenUp = 20;

export function openInbox({ app, log, onBrought = () => {}, leaseMs = 20_000, takeMs = usualTakeMs }: Options): Inbox {
  /** When each that is being worked on here was leased last, and when it was brought. */
  const inHand = new Map<string, { leasedAt: number; broughtAt: number }>();
  const answered = new Set<string>();
  const ways = new Map<Platform, CarryOut>();
  const isTime = seldom(sameMs);
  // Each waits for a commit, and so does its platform: those that come meanwhile have one together.
  const register = batches((all: Parameters<typeof registerDeliveries>[1]) => registerDeliveries(app, all), {
    atOnce: takenAtOnce,
    most: maxTaken,
  });
  let closing: Promise<void> | undefined;
  let looking = false;
  let timer: NodeJS.Timeout | undefined;

  const close = async () => {
    while (answered.size > 0) {
      const keys = [...answered];
      await closeDeliveries(app, keys);
      for (const key of keys) answered.delete(key);
    }
  };
  /** Where the database is away it is tried again with the next look. */
  const closeSoon = (afterMs: number): Promise<void> => {
    closing ??= new Promise<void>((resolve) => setTimeout(resolve, afterMs))
      .then(close)
      .catch((error) => log.debug({ err: error }, 'What was answered could not be written down yet.'))
      .finally(() => {
        closing = undefined;
      });
    return closing;
  };

  async function renew(): Promise<void> {
    const now = performance.now();
    const old = [...inHand].filter(([, { leasedAt }]) => now - leasedAt > leaseMs / 3).map(([key]) => key);
    if (old.length === 0) return;
    await renewDeliveries(app, old, leaseMs);
    for (const key of old) {
      const held = inHand.get(key);
      if (held) inHand.set(key, { ...held, leasedAt: now });
    }
  }

  function carryOut({ key, platform, payload, at, retries }: LeftDelivery): void {
    // Our own lease had run out while the database was away.
    if (inHand.has(key) || answered.has(key)) return;
    const ageMs = app.clock().getTime() - at.getTime();
    if (payload === undefined || ageMs > maxAgeMs || retries > maxRetries) {
      onBrought({ chat: platform, outcome: 'given_up' });
      log.warn({ platform, at, retries }, 'Something that was said or pressed is given up: it could not be answered.');
      answered.add(key);
      return;
    }
    log.info({ platform, at, retries }, 'Something that was left unanswered is carried out again.');
    inHand.set(key, { leasedAt: performance.now(), broughtAt: performance.now() - ageMs });
    ways
      .get(platform)?.(payload, at.getTime())
      .catch((error) => {
        // Its lease runs out, and it is tried again.
        inHand.delete(key);
        log.error({ err: error }, 'Something that was left unanswered could not be carried out again.');
      });
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      if (answered.size > 0) await closeSoon(0);
      await renew();
      if (ways.size === 0) return;
      for (const left of await takeUpDeliveries(app, [...ways.keys()], { leaseMs, most: maxTakenUp })) carryOut(left);
    } catch (error) {
      log.debug({ err: error }, 'What was left unanswered could not be looked for.');
    } finally {
      looking = false;
    }
  }

  return {
    of: (platform) => ({
      async take(id, payload) {
        const broughtAt = performance.now();
        const givenUp = new AbortController();
        const sealed = sealedDelivery(app, `${platform}:${id}`, { platform, payload, leaseMs });
        const registered = register(sealed, givenUp.signal);
        if (!(await within(registered, takeMs))) {
          // Kept later all the same, it would be carried out a second time: one that is on its way is void once this is answered
          // (`closeDeliveries`). Where nobody is answered, the chat brings it again, and it is carried out for the first that is kept.
          givenUp.abort();
          throw new Error('what was delivered could not be kept in time');
        }
        const first = await registered;
        if (first) inHand.set(sealed.key, { leasedAt: performance.now(), broughtAt });
        return first;
      },
      answered(id) {
        const key = deliveryKey(`${platform}:${id}`);
        const held = inHand.get(key);
        onBrought({ chat: platform, outcome: 'answered', ...(held && { ms: performance.now() - held.broughtAt }) });
        inHand.delete(key);
        answered.add(key);
        closeSoon(closeAfterMs);
      },
      answeredUnkept: (ms) => onBrought({ chat: platform, outcome: 'answered', ms }),
      leave(id) {
        onBrought({ chat: platform, outcome: 'left' });
        inHand.delete(deliveryKey(`${platform}:${id}`));
      },
      async tellLater(key, answer) {
        const givenUp = new AbortController();
        const kept = keepLateAnswer(app, key, { ...answer, platform }, givenUp.signal);
        if (!(await within(kept, takeMs))) {
          givenUp.abort();
          throw new Error('an answer could not be kept in time');
        }
        await kept;
        onBrought({ chat: platform, outcome: 'later' });
      },
      reachedNobody(why) {
        onBrought({ chat: platform, outcome: 'nowhere' });
        if (isTime(`${platform} ${why}`)) log.warn({ platform, why }, 'What someone was to read reaches them nowhere.');
      },
    }),
    begin(chats) {
      for (const chat of chats) ways.set(chat.platform, chat.carryOut);
      timer = setInterval(look, Math.min(2_500, leaseMs / 4));
      timer.unref();
      look();
    },
    stop() {
      ways.clear();
      clearInterval(timer);
    },
    settled: async () => closing ?? (answered.size > 0 ? closeSoon(0) : undefined),
  };
}
