import { setTimeout as delay } from 'node:timers/promises';
import { type Act, act, kinds as allKinds, type Kind } from './acts.ts';
import type { LoadSlack } from './slack.ts';

/** How many people do each kind at once. */
const peopleAtKind = 2;
/** A person who read that it does not work now tries another a moment later, in milliseconds. */
const againMs = 250;

export interface Work {
  /** What was done so far, the newest last. */
  acts: Act[];
  /** Resolves once nobody has anything under way any more. */
  over: Promise<void>;
}

/**
 * People do all kinds of things, one after another, until each kind was acknowledged so often, or nobody is left to do it
 * to.
 *
 * @param options.from,options.to the numbers of those whom it is done to
 * @param options.stop ends it sooner, though not before what is under way was answered
 * @param options.thinkMs how long each person waits before the next, in milliseconds
 */
export function work(
  slack: LoadSlack,
  options: {
    kinds?: readonly Kind[];
    acknowledged: number;
    from: number;
    to: number;
    stop: () => boolean;
    thinkMs?: number;
  },
): Work {
  const { kinds = allKinds, acknowledged, from, to, stop, thinkMs = 0 } = options;
  const acts: Act[] = [];
  const isDone = (kind: Kind) => acts.filter((one) => one.kind === kind && one.told === 'done').length >= acknowledged;
  const each = kinds.flatMap((kind) => {
    let next = from;
    return Array.from({ length: peopleAtKind }, async () => {
      while (next <= to && !stop() && !kinds.every(isDone)) {
        // Who is ahead waits for the others, so that all kinds are under way to the end.
        const one = isDone(kind) ? undefined : await act(slack, kind, next++);
        if (one) acts.push(one);
        await delay(one?.told === 'done' ? thinkMs : againMs);
      }
    });
  });
  return { acts, over: Promise.all(each).then(() => {}) };
}
