import type { EventPayload } from './payload.ts';

/**
 * Where an event is ours. In a channel shared with another organisation it may name a workspace of theirs beside our install: ids
 * that stand together are one organisation's, others may not be.
 *
 * @param isOwnChat a person's own chat with the bot is the whole Grid's: there Slack names the workspace where they look at it
 */
export function homeOf(e: EventPayload<unknown>, isOwnChat: boolean) {
  const [ours] = e.authorizations ?? [];
  const enterprise = (ours ?? e).enterprise_id ?? undefined;
  const pairs = [
    [ours?.team_id, ours?.enterprise_id],
    [e.context_team_id, e.context_enterprise_id],
    [e.team_id, e.enterprise_id],
  ];
  const [team] = pairs.find(([id, grid]) => id && id !== enterprise && (grid ?? undefined) === enterprise) ?? [];
  if (!enterprise) return { team: team ?? e.team_id ?? '' };
  const isOrgWide = ours?.is_enterprise_install === true;
  return {
    team: team ?? enterprise,
    enterprise,
    isOrgWide,
    ...(team && { organisation: enterprise }),
    ...((!team || (isOrgWide && isOwnChat)) && { isVague: true }),
  };
}
