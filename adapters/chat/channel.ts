import { type Channel, maxLookedAt } from '../../src/ui/chat.ts';
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
