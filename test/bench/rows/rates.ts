import { median } from '../measure.ts';

/** A round takes no longer, whatever else the machine does. */
const longestMs = 2_000;

type Side = 'ours' | 'bare';

/** One way to do something many times. */
export interface Way<T> {
  /** Makes all that a round is done on; it is not measured. */
  ready(): Promise<T[]>;
  one(item: T): Promise<unknown>;
}

export interface Rate {
  perSecond: number;
  /** Milliseconds of this process for each. */
  processor: number;
}

/**
 * How many a second, so many at once: the medians of rounds in which all ways have their turn, after one that counts nothing.
 * A way that is done in this process has its processor measured too.
 */
export async function rates<T>(
  ways: Record<Side, Way<T>>,
  { atOnce, rounds }: { atOnce: number; rounds: number },
): Promise<Record<Side, Rate>> {
  const names: Side[] = ['ours', 'bare'];
  const taken: Record<Side, Rate[]> = { ours: [], bare: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const items = await ways[name].ready();
      const [cpu, begin] = [process.cpuUsage(), performance.now()];
      const many = await inParallel(items, atOnce, ways[name].one);
      const ms = performance.now() - begin;
      const { user, system } = process.cpuUsage(cpu);
      if (round > 0) taken[name].push({ perSecond: (many * 1_000) / ms, processor: (user + system) / 1_000 / many });
    }
  }
  const middle = (name: Side): Rate => ({
    perSecond: median(taken[name].map(({ perSecond }) => perSecond)),
    processor: median(taken[name].map(({ processor }) => processor)),
  });
  return { ours: middle('ours'), bare: middle('bare') };
}

/** @returns how many were done; a slow machine leaves some */
async function inParallel<T>(items: T[], atOnce: number, run: (item: T) => Promise<unknown>): Promise<number> {
  const left = [...items];
  const until = performance.now() + longestMs;
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) {
      const item = left.pop();
      if (item === undefined) return;
      await run(item);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
}
