import { limits } from '../limits.ts';
import { SlackError } from '../slack-error.ts';
import { issueToken } from '../workspaces.ts';
import { teamOf } from '../world.ts';
import { type Method, need, optional } from './method.ts';

export const oauthMethods: Record<string, Method> = {
  'oauth.v2.access': {
    token: 'none',
    run({ world, args }) {
      if (optional(args, 'client_id') !== world.clientId) throw new SlackError('invalid_client_id');
      if (optional(args, 'client_secret') !== world.clientSecret) throw new SlackError('bad_client_secret');
      const code = world.codes.get(need(args, 'code'));
      if (!code || world.now() - code.issued > limits.codeMs) throw new SlackError('invalid_code');
      if (code.used) throw new SlackError('code_already_used');
      if ((optional(args, 'redirect_uri') ?? '') !== code.redirectUri) throw new SlackError('bad_redirect_uri');
      code.used = true;
      const team = teamOf(world, code.teamId);
      const token = issueToken(world, { team, scopes: code.scopes, org: code.org, rotates: code.rotates });
      return {
        app_id: world.appId,
        authed_user: { id: code.by },
        scope: code.scopes.join(','),
        token_type: 'bot',
        access_token: token.token,
        bot_user_id: team.bot.userId,
        ...(code.rotates && { refresh_token: `xoxe-1-${team.id}`, expires_in: 43_200 }),
        team: code.org ? null : { id: team.id, name: team.name },
        enterprise: team.enterprise ?? null,
        is_enterprise_install: code.org,
      };
    },
  },
};
