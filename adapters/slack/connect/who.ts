import type { Sender } from '../../../src/bot/inbound.ts';
import type { People, PersonId, Person as PersonInAnyChat } from '../../chat/people.ts';
import { type Api, isProblem } from './api.ts';

/**
 * The parts of Slack's user that are read. Slack's own types (@slack/types, `UserChangeEvent`) have all of them there in any
 * user but `is_stranger`, `enterprise_user` and the e-mail; of `users.info` its documentation promises nothing, since what
 * is there "can vary greatly". So nobody is let in by what is not there.
 */
export interface SlackUser {
  team_id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  /** Of another organisation, in a channel shared with it; of our own people it is not said. */
  is_stranger?: boolean;
  is_email_confirmed?: boolean;
  real_name?: string;
  profile?: { email?: string; real_name?: string };
  enterprise_user?: { enterprise_id?: string; teams?: string[] };
}

/** What a workspace says of someone, and a Grid of its own people. */
export interface Person extends PersonInAnyChat {
  /** The Grid that they belong to, and the workspaces of it that they are in, their own first. */
  grid?: { id: string; teams: string[] };
}

/** What Slack says of someone. @throws SlackError when it can't say */
export const lookUp = (people: People<Person>, id: PersonId, api: Api): Promise<Person> =>
  people.find(id, () => ask(id, api));

/** The same, whatever is remembered. @throws SlackError when it can't say */
export const lookUpAnew = (people: People<Person>, id: PersonId, api: Api): Promise<Person> =>
  people.findAnew(id, () => ask(id, api));

async function ask({ workspace, user }: PersonId, api: Api): Promise<Person> {
  try {
    return personIn((await api('users.info', { user })).user as SlackUser, workspace);
  } catch (error) {
    // Of people whom the workspace does not know it says no more than this.
    if (isProblem(error, 'user_not_found', 'user_not_visible')) return { standing: 'outsider' };
    throw error;
  }
}

/** @param team the workspace that vouches for its own people alone */
export function personIn(user: SlackUser, team: string): Person {
  const { email, real_name: name = user.real_name } = user.profile ?? {};
  const { enterprise_id: grid, teams = [] } = user.enterprise_user ?? {};
  const all = [...new Set([...(user.team_id ? [user.team_id] : []), ...teams])];
  return {
    standing: standingOf(user, team),
    ...(name && { name }),
    ...(email && user.is_email_confirmed === true && { email }),
    ...(grid && { grid: { id: grid, teams: all } }),
  };
}

function standingOf(user: SlackUser, team: string): Sender['standing'] {
  if (user.is_bot === true) return 'bot';
  if (user.deleted === true) return 'deactivated';
  // On a Grid a person belongs to several workspaces, and `team_id` names only one of them.
  const belongs = user.team_id === team || (user.enterprise_user?.teams ?? []).includes(team);
  const isOurs = belongs && user.is_stranger !== true && user.is_bot === false && user.deleted === false;
  if (!isOurs) return 'outsider';
  return user.is_restricted === false && user.is_ultra_restricted === false ? 'member' : 'guest';
}
