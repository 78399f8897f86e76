import { objectOf, stringsOf } from '../../../src/lib/json.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import type { Outages } from '../../chat/outages.ts';
import { type Api, SlackError } from './api.ts';
import { missingOf } from './scopes.ts';

/**
 * The workspace of the one token, and what Slack calls it; what the token may not do is noted.
 *
 * @throws Error with a sentence when the token is no good
 */
export async function ownWorkspace(api: Api, outages: Outages): Promise<{ workspace: string; name?: string }> {
  const { team_id, team, is_enterprise_install, response_metadata } = await api('auth.test', {}).catch((error) => {
    throw error instanceof SlackError ? tokenProblem('SLACK_BOT_TOKEN', error.problem) : error;
  });
  if (is_enterprise_install === true) throw new Error(say.tokenOfOrganisation);
  // Slack tells in a header of each answer what the token may do.
  outages.lacks('', missingOf(stringsOf(objectOf(response_metadata).scopes)));
  return {
    workspace: String(team_id),
    ...(typeof team === 'string' && { name: team }),
  };
}

/** Why a token of the settings is no good, for whoever starts the program. */
export function tokenProblem(setting: keyof typeof say.tokenRefused, problem: string): Error {
  const isUnknown = problem === 'unreachable' || problem === 'ratelimited';
  return new Error(isUnknown ? say.tokenNotChecked(setting) : say.tokenRefused[setting](problem));
}
