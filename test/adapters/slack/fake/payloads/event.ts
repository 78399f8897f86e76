import { randomBytes } from 'node:crypto';
import type { Json } from '../types.ts';
import { personOf, teamOf, type World } from '../world.ts';
import { homeOf, ofWholeOrg } from './common.ts';

/** @param named what is named as the workspace, where it is something else: a Grid, or the workspace of a stranger */
export function eventPayload(world: World, teamId: string, event: Json, named = teamId): Json {
  const team = teamOf(world, teamId);
  const { enterprise } = world.teams.get(named) ?? team;
  const org = ofWholeOrg(world, team);
  return {
    token: world.verification,
    team_id: named,
    ...(enterprise && { enterprise_id: enterprise.id }),
    context_team_id: world.teams.has(named) ? teamId : named,
    context_enterprise_id: team.enterprise?.id ?? null,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: world.id('Ev'),
    event_time: Math.floor(world.now() / 1_000),
    authorizations: [
      {
        enterprise_id: team.enterprise?.id ?? null,
        team_id: org ? null : team.id,
        user_id: team.bot.userId,
        is_bot: true,
        is_enterprise_install: org,
      },
    ],
    is_ext_shared_channel: typeof event.channel === 'string' && (world.channels.get(event.channel)?.shared ?? false),
    event_context: `4-${randomBytes(12).toString('base64url')}`,
  };
}

/** That the app was added to workspaces of an enterprise, or taken out of them: it names no workspace but those. */
export const accessPayload = (world: World, enterpriseId: string, type: string, teamIds: string[]): Json => ({
  token: world.verification,
  team_id: null,
  enterprise_id: enterpriseId,
  api_app_id: world.appId,
  event: { type, team_ids: teamIds, event_ts: world.ts() },
  type: 'event_callback',
  event_id: world.id('Ev'),
  event_time: Math.floor(world.now() / 1_000),
});

/** A person as `users.info` and `user_change` show them. */
export function userJson(world: World, id: string): Json {
  const person = personOf(world, id);
  const enterprise = world.teams.get(person.teamId)?.enterprise;
  const base = {
    id: person.id,
    team_id: homeOf(world, person),
    name: person.handle,
    deleted: person.deleted,
    is_bot: person.bot,
    is_app_user: false,
    updated: Math.floor(world.now() / 1_000),
    ...(enterprise && {
      enterprise_user: {
        id: person.id,
        enterprise_id: enterprise.id,
        enterprise_name: enterprise.name,
        teams: person.teams,
        is_admin: false,
        is_owner: false,
      },
    }),
    profile: {
      real_name: person.name,
      real_name_normalized: person.name.normalize('NFD').replace(/\p{M}/gu, ''),
      display_name: person.handle,
      team: person.teamId,
      ...(!person.bot && { email: person.email }),
      ...(person.bot && { bot_id: world.id('B') }),
    },
  };
  // Of a deactivated account Slack says little more.
  if (person.deleted) return base;
  return {
    ...base,
    real_name: person.name,
    tz: 'Europe/London',
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest || person.ultraGuest,
    is_ultra_restricted: person.ultraGuest,
    is_email_confirmed: person.emailConfirmed,
  };
}
