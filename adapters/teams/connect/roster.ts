import type { Api, Member } from './api.ts';
import type { Peer } from './references.ts';

/** How long a roster is good for, in milliseconds. */
const goodFor = 5 * 60_000;
/** Most pages of five hundred people that are read. */
const mostPages = 10;
/** More channels than have cards that people decide. */
const mostKept = 50;

export interface Rosters {
  /** The people of a conversation. @throws TeamsError */
  people(api: Api, conversation: string): Promise<Member[]>;
}

export function openRosters(now: () => number = Date.now): Rosters {
  const kept = new Map<string, { until: number; people: Promise<Member[]> }>();
  return {
    people(api, conversation) {
      const there = kept.get(conversation);
      if (there && there.until > now()) return there.people;
      const people = readAll(api, conversation);
      kept.delete(conversation);
      kept.set(conversation, { until: now() + goodFor, people });
      people.catch(() => kept.delete(conversation));
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest) kept.delete(oldest);
      return people;
    },
  };
}

async function readAll(api: Api, conversation: string): Promise<Member[]> {
  const all: Member[] = [];
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { members, next } = await api.members(conversation, from);
    all.push(...members);
    if (!next) break;
    from = next;
  }
  return all;
}

/** The conversation whose roster tells who is in a channel: all of a team are, but where a channel has people of its own. */
export const rosterOf = (channel: string, { team, kind }: Peer): string =>
  team && kind === 'channel' ? team.id : channel;
