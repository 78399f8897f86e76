import { createMember } from '../../../src/service/directory/create.ts';
import { leave } from '../../../src/service/directory/leave.ts';
import { listMembers } from '../../../src/service/directory/list.ts';
import { type Member, readMember } from '../../../src/service/directory/member.ts';
import { updateMember } from '../../../src/service/directory/update.ts';
import { Refusal } from '../../../src/service/errors.ts';
import type { Answer, Request } from './answer.ts';
import { isUserAttribute } from './attributes.ts';
import { patchUser } from './patch-user.ts';
import { project, type Wanted } from './project.ts';
import { readNewUser, readUser } from './read-user.ts';
import { readQuery, type Search } from './search.ts';
import { listOf, showUser } from './show.ts';

/** What can be done with `/Users` and `/Users/<id>`. */
export const users = {
  list: async ({ directory, base }: Request, search: Search): Promise<Answer> => {
    const { total, members } = await listMembers(directory, search, isUserAttribute);
    const shown = members.map((m) => project(showUser(m, base), search));
    return { status: 200, body: listOf(shown, total, search.startIndex) };
  },

  create: async (request: Request): Promise<Answer> =>
    answer(request, 201, await createMember(request.directory, readNewUser(request.body))),

  read: async (request: Request, id: string): Promise<Answer> =>
    answer(request, 200, await readMember(request.directory, id)),

  replace: async (request: Request, id: string): Promise<Answer> => {
    // Who is not there is not found, whatever is sent.
    await readMember(request.directory, id);
    return answer(request, 200, await updateMember(request.directory, id, readUser(request.body)));
  },

  patch: async (request: Request, id: string): Promise<Answer> => {
    const change = patchUser(request.body, await readMember(request.directory, id));
    return answer(request, 200, await updateMember(request.directory, id, change));
  },

  /** @throws Refusal `holds-data`, though suspended they are by then */
  remove: async ({ directory }: Request, id: string): Promise<Answer> => {
    const held = await leave(directory, id);
    if (held) throw new Refusal('holds-data', { userId: id, ...held });
    return { status: 204 };
  },
};

function answer(request: Request, status: number, member: Member): Answer {
  const shown = showUser(member, request.base);
  return { status, body: project(shown, wantedOf(request)), location: shown.meta.location };
}

export function wantedOf(request: Request): Wanted {
  const { attributes, excludedAttributes } = readQuery(request);
  return { attributes, excludedAttributes };
}
