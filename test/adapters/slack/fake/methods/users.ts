import { userJson } from '../payloads/event.ts';
import { SlackError } from '../slack-error.ts';
import type { FakePerson } from '../types.ts';
import { reaches } from '../workspaces.ts';
import { knownPerson, type Method, need, page, type Request, teamFor } from './method.ts';

/** The e-mail is told only to those with the scope for it. */
function shown({ world, token }: Request, person: FakePerson) {
  const user = userJson(world, person.id);
  if (!token.scopes.includes('users:read.email')) delete (user.profile as { email?: string }).email;
  return user;
}

export const userMethods: Record<string, Method> = {
  'users.info': {
    scope: 'users:read',
    run: (request) => ({ user: shown(request, knownPerson(request, need(request.args, 'user'))) }),
  },
  'users.lookupByEmail': {
    scope: 'users:read.email',
    run(request) {
      const { world, token, args } = request;
      const email = need(args, 'email').toLowerCase();
      const found = [...world.people.values()].find(
        (each) =>
          each.email.toLowerCase() === email &&
          !each.deleted &&
          !each.bot &&
          each.teams.some((team) => reaches(world, token, team)),
      );
      if (!found) throw new SlackError('users_not_found');
      return { user: shown(request, found) };
    },
  },
  'users.list': {
    scope: 'users:read',
    run(request) {
      const team = teamFor(request);
      const all = [...request.world.people.values()].filter((each) => each.teams.includes(team.id));
      const { items, response_metadata } = page(all, request.args);
      return { members: items.map((each) => shown(request, each)), response_metadata };
    },
  },
};
