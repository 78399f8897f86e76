import { userJson } from '../payloads/event.ts';
import type { FakePerson } from '../types.ts';
import { knownPerson, type Method, need, type Request } from './method.ts';

/** The e-mail is shown only to those with the scope for it. */
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
};
