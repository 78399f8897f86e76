import { openCache } from '../../../src/lib/cache.ts';
import type { Changes } from '../../../src/lib/changes.ts';
import { seenIn, type Ties } from '../../chat/people.ts';
import type { Api, Member } from './api.ts';
import type { Peer } from './references.ts';
import { personIn } from './who.ts';

/** How long a roster is good for, in milliseconds; sooner when Teams tells of who came or left. */
const ttlMs = 5 * 60_000;
/** Most pages of five hundred people that are read. */
const maxPages = 10;
/** More channels than have cards that people decide. */
const maxKept = 50;

export interface Rosters {
  /** The people of a conversation. @throws TeamsError */
  people(api: Api, tenant: string, conversation: string): Promise<Member[]>;
  /** Someone came or left: every copy of the program reads it anew. */
  forget(conversation: string): Promise<void>;
}

/** @param changes of rosters, by their conversations */
export function openRosters(changes: Changes, ties: Ties): Rosters {
  const rosters = openCache<Member[]>({ max: maxKept, ttlMs, changes });
  return {
    people: (api, tenant, conversation) =>
      rosters.get(conversation, async () => {
        const all = await readAll(api, conversation);
        const people = all.map((member) => personIn(member, tenant));
        await ties.seen(
          tenant,
          people.flatMap((person) => (person.person ? [seenIn(person, person.person)] : [])),
        );
        return all;
      }),
    forget(conversation) {
      rosters.forget(conversation);
      return changes.announce(conversation);
    },
  };
}

async function readAll(api: Api, conversation: string): Promise<Member[]> {
  const all: Member[] = [];
  let from: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { members, next } = await api.members(conversation, from);
    all.push(...members);
    if (!next) break;
    from = next;
  }
  return all;
}

/** The conversation whose roster tells who is in a channel: all of a team are, but where a channel has people of its own. */
export const rosterOf = (channel: string, { team, kind }: Pick<Peer, 'team' | 'kind'>): string =>
  team && kind === 'channel' ? team.id : channel;
