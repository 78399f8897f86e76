import type { Sender } from '../../../src/bot/inbound.ts';
import { openCache } from '../../../src/lib/cache.ts';
import { type Api, isProblem } from './api.ts';

/** What a workspace says of someone. */
export interface Person {
  standing: Sender['standing'];
  /** Only one that the workspace has confirmed. */
  email?: string;
}

/** The parts of Slack's user that are read. */
interface SlackUser {
  team_id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  is_email_confirmed?: boolean;
  profile?: { email?: string };
  enterprise_user?: { teams?: string[] };
}

/** How long what Slack said of a person is good for, in milliseconds; sooner when it tells of a change. */
const ttlMs = 5 * 60_000;
/** More people than write to the bot within that time, even at a large school. */
const maxPeople = 2_000;

/** Someone in a workspace. */
export interface Id {
  team: string;
  user: string;
}

export interface Who {
  /** @throws SlackError when Slack can't say */
  look(id: Id, api: Api): Promise<Person>;
  /** Something about this person has changed. */
  forget(user: string): void;
}

/** Looks people up, and remembers for some minutes what Slack said. */
export function openWho(): Who {
  const people = openCache<Person>({ max: maxPeople, ttlMs });
  return {
    look: (id, api) => people.get(`${id.user}:${id.team}`, () => ask(id, api)),
    forget: (user) => people.forget((key) => key.startsWith(`${user}:`)),
  };
}

async function ask({ team, user }: Id, api: Api): Promise<Person> {
  try {
    return personOf((await api('users.info', { user })).user as SlackUser, team);
  } catch (error) {
    // Of people whom the workspace does not know it says no more than this.
    if (isProblem(error, 'user_not_found', 'user_not_visible')) return { standing: 'outsider' };
    throw error;
  }
}

function personOf(user: SlackUser, team: string): Person {
  const { email } = user.profile ?? {};
  const standing = standingOf(user, team);
  return { standing, ...(email && user.is_email_confirmed !== false && { email }) };
}

function standingOf(user: SlackUser, team: string): Sender['standing'] {
  if (user.is_bot) return 'bot';
  if (user.deleted) return 'deactivated';
  // On a Grid a person belongs to several workspaces, and `team_id` names only one of them.
  const belongs = user.team_id === team || (user.enterprise_user?.teams ?? []).includes(team);
  if (user.is_stranger || !belongs) return 'outsider';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
