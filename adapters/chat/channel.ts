import { type Channel, maxLookedAt, Unreachable } from '../../src/ui/chat.ts';
import { memberEmail, type Person } from './people.ts';

/** A channel that the bot can't post to. */
export const closedChannel = (name: string, problem: Channel['problem']): Channel => ({
  name,
  ...(problem && { problem }),
  shared: false,
  people: [],
  more: 0,
});

/** @param all how many are in it, those who were not looked at among them */
export const channelOf = (name: string, shared: boolean, lookedAt: Person[], all: number): Channel => ({
  name,
  shared,
  people: lookedAt.map(memberEmail),
  more: Math.max(0, all - maxLookedAt),
});

/** Posts. @throws Unreachable where the platform refuses for good; else whatever `post` throws */
export async function toUnreachable<T>(isForGood: (error: unknown) => boolean, post: () => Promise<T>): Promise<T> {
  try {
    return await post();
  } catch (error) {
    if (isForGood(error)) throw new Unreachable(String(error));
    throw error;
  }
}
