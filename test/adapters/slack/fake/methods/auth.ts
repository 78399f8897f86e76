import { reaches } from '../workspaces.ts';
import { teamOf } from '../world.ts';
import { type Method, page } from './method.ts';

export const authMethods: Record<string, Method> = {
  'auth.teams.list': {
    run({ world, token, args }) {
      const all = [...world.teams.values()].filter((each) => reaches(world, token, each.id));
      const { items, response_metadata } = page(all, args);
      return { teams: items.map(({ id, name }) => ({ id, name })), response_metadata };
    },
  },
  'auth.test': {
    run({ world, token }) {
      const org = token.teamId === undefined;
      const team = org
        ? [...world.teams.values()].find((each) => reaches(world, token, each.id))
        : teamOf(world, token.teamId ?? '');
      if (!team) throw new Error('a token of no team');
      return {
        url: `https://${org ? 'enterprise' : team.domain}.slack.com/`,
        team: org ? team.enterprise?.name : team.name,
        user: 'staffroom',
        team_id: org ? team.enterprise?.id : team.id,
        user_id: team.bot.userId,
        bot_id: team.bot.botId,
        ...(team.enterprise && { enterprise_id: team.enterprise.id }),
        is_enterprise_install: org,
      };
    },
  },
};
