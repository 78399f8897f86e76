import { objectOf, stringOf, stringsOf } from '../../../src/lib/json.ts';
import type { Installs } from '../connect/installs.ts';
import { personIn, type SlackUser } from '../connect/who.ts';
import type { AdapterContext } from '../context.ts';
import type { EventPayload } from '../read/payload.ts';

interface Told {
  type?: string;
  /** Whoever has changed, whole. */
  user?: unknown;
  /** Whose tokens were revoked. */
  tokens?: { bot?: unknown[] };
  /** The workspaces to which a Grid has added us, or of which it has taken us out. */
  team_ids?: unknown;
}

/** Has every copy of the program know what Slack tells of people and of installs. @returns nothing for all else */
export type Heed = (body: unknown) => Promise<void> | undefined;

export function openNews({ people, tokens }: Pick<AdapterContext, 'people' | 'tokens'>, installs?: Installs): Heed {
  /** Forgets the token of a workspace that has removed us. */
  const remove = async (payload: EventPayload<Told>): Promise<void> => {
    const { team_id, enterprise_id, event_time = 0, authorizations = [] } = payload;
    // Installed for a whole organisation, the install is the organisation's, whichever workspace the event names.
    const ofAll = authorizations.some((each) => each.is_enterprise_install);
    const id = ofAll ? enterprise_id : (team_id ?? enterprise_id);
    if (!id) return;
    tokens.forget(id);
    await installs?.remove(id, new Date((event_time + 1) * 1_000));
  };
  /** A Grid that has installed us says in which of its workspaces we are. */
  const access = async ({ enterprise_id }: EventPayload<Told>, { type, team_ids }: Told): Promise<void> => {
    const teams = stringsOf(team_ids);
    for (const team of teams) tokens.forget(team);
    if (enterprise_id && type === 'team_access_granted') await installs?.granted(enterprise_id, teams);
  };
  /** Whatever of them it is: their e-mail, their standing, that they were deactivated. */
  const change = async (id: { workspace?: string; user: string }, told: SlackUser): Promise<void> => {
    await people.forget(id.user);
    const { workspace, user } = id;
    const person = workspace && personIn(told, workspace);
    // A member without an e-mail is one whose e-mail this event does not tell.
    if (person && (person.standing !== 'member' || person.email)) await people.saw({ workspace, user }, person);
  };
  return (body) => {
    const payload = objectOf(body) as unknown as EventPayload<Told>;
    const told = objectOf(payload.event) as Told;
    const { type, user, tokens: revoked } = told;
    if (type === 'team_access_granted' || type === 'team_access_revoked') return access(payload, told);
    if (type === 'app_uninstalled') return remove(payload);
    if (type === 'tokens_revoked') return (revoked?.bot ?? []).length > 0 ? remove(payload) : Promise.resolve();
    if (type !== 'user_change') return undefined;
    const id = stringOf(objectOf(user).id);
    return id ? change({ workspace: stringOf(payload.team_id), user: id }, objectOf(user)) : Promise.resolve();
  };
}
