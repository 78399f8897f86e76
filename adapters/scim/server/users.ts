import type { Searched } from '../../../src/service/directory/attributes.ts';
import { createMember } from '../../../src/service/directory/create.ts';
import { leave } from '../../../src/service/directory/leave.ts';
import { listMembers } from '../../../src/service/directory/list.ts';
import { type Member, readMember } from '../../../src/service/directory/member.ts';
import { updateMember } from '../../../src/service/directory/update.ts';
import { userAttributes } from '../../../src/service/directory/user-attributes.ts';
import { Refusal } from '../../../src/service/errors.ts';
import { isUserAttribute } from './attributes.ts';
import { patchUser } from './patch-user.ts';
import { readNewUser, readUser } from './read-user.ts';
import { listResponse, shownAt, userResource } from './resources.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';
import { readQuery, type Search } from './search.ts';
import { selectAttributes, type Wanted } from './select-attributes.ts';

/** What of users can be looked for. @param isKnown which more may be asked for, though nobody has them */
export const searchedUsers = (base: string, isKnown = isUserAttribute): Searched => ({
  attributes: userAttributes(shownAt(base)),
  isKnown,
});

/** What can be done with `/Users` and `/Users/<id>`. */
export const users = {
  list: async ({ directory, base }: ScimRequest, search: Search): Promise<ScimResponse> => {
    const { total, members } = await listMembers(directory, search, searchedUsers(base));
    const shown = members.map((m) => selectAttributes(userResource(m, base), search));
    return { status: 200, body: listResponse(shown, total, search.startIndex) };
  },

  create: async (request: ScimRequest): Promise<ScimResponse> =>
    answer(request, 201, await createMember(request.directory, readNewUser(request.body))),

  read: async (request: ScimRequest, id: string): Promise<ScimResponse> =>
    answer(request, 200, await readMember(request.directory, id)),

  replace: async (request: ScimRequest, id: string): Promise<ScimResponse> => {
    // Who is not there is not found, whatever is sent.
    await readMember(request.directory, id);
    return answer(request, 200, await updateMember(request.directory, id, readUser(request.body), request.expected));
  },

  patch: async (request: ScimRequest, id: string): Promise<ScimResponse> => {
    const change = patchUser(request.body, await readMember(request.directory, id), searchedUsers(request.base));
    return answer(request, 200, await updateMember(request.directory, id, change, request.expected));
  },

  /** @throws Refusal `holds-data`, though suspended they are by then */
  remove: async ({ directory, expected }: ScimRequest, id: string): Promise<ScimResponse> => {
    const held = await leave(directory, id, expected);
    if (held) throw new Refusal('holds-data', { userId: id, ...held });
    return { status: 204 };
  },
};

function answer(request: ScimRequest, status: number, member: Member): ScimResponse {
  const shown = userResource(member, request.base);
  const { location, version: tag } = shown.meta;
  return { status, body: selectAttributes(shown, wantedOf(request)), location, tag };
}

export function wantedOf(request: ScimRequest): Wanted {
  const { attributes, excludedAttributes } = readQuery(request);
  return { attributes, excludedAttributes };
}
