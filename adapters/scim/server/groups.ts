import { changeMembers } from '../../../src/service/directory/change-members.ts';
import { groupIds, isGroup, membersOf } from '../../../src/service/directory/groups.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { programmeNames } from '../../../src/ui/sentences/names.ts';
import type { Programme } from '../../../src/words/programmes.ts';
import { matches } from './match.ts';
import { patchGroup, readGroup } from './members.ts';
import { readObject, readText } from './read-values.ts';
import { groupResource, listResponse } from './resources.ts';
import { ScimError } from './scim-error.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';
import type { Search } from './search.ts';
import { isWanted, selectAttributes } from './select-attributes.ts';
import { wantedOf } from './users.ts';

/** What can be done with `/Groups` and `/Groups/<id>`: the five programmes are filled and emptied, and no more. */
export const groups = {
  list: async ({ directory, base }: ScimRequest, search: Search): Promise<ScimResponse> => {
    const withMembers = isWanted(search, 'members') || search.filter;
    const members = withMembers ? await membersOf(directory, [...groupIds]) : undefined;
    const all = groupIds.map((g) => groupResource(g, members?.get(g), base));
    const { filter, sortBy, descending } = search;
    const found = filter ? all.filter((g) => matches(filter, g)) : all;
    if (sortBy === 'displayname') found.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en-GB'));
    if (descending) found.reverse();
    const page = found.slice(search.startIndex - 1, search.startIndex - 1 + search.count);
    const shown = page.map((g) => selectAttributes(g, search));
    return { status: 200, body: listResponse(shown, found.length, search.startIndex) };
  },

  create: async ({ body: sent }: ScimRequest): Promise<ScimResponse> => {
    const name = readText(readObject(sent).displayname, 'displayName');
    const there = Object.values(programmeNames).find((n) => n.toLowerCase() === name.trim().toLowerCase());
    if (there) throw new ScimError(409, say.groupThere(there), 'uniqueness');
    throw new ScimError(501, say.groupMake);
  },

  read: async (request: ScimRequest, id: string): Promise<ScimResponse> => answer(request, known(id)),

  replace: async (request: ScimRequest, id: string): Promise<ScimResponse> => {
    const group = known(id);
    await changeMembers(request.directory, group, readGroup(request.body));
    return answer(request, group);
  },

  /** Of a group with thousands of members nobody wants them all back; who does says which attributes. */
  patch: async (request: ScimRequest, id: string): Promise<ScimResponse> => {
    const group = known(id);
    const members = await membersOf(request.directory, [group]);
    await changeMembers(request.directory, group, await patchGroup(request.body, members.get(group) ?? []));
    return wantedOf(request).attributes ? answer(request, group) : { status: 204 };
  },

  remove: async (_: ScimRequest, id: string): Promise<ScimResponse> => {
    known(id);
    throw new ScimError(501, say.groupDelete);
  },
};

function known(id: string): Programme {
  if (!isGroup(id)) throw new ScimError(404, say.nothing);
  return id;
}

async function answer(request: ScimRequest, group: Programme): Promise<ScimResponse> {
  const wanted = wantedOf(request);
  const members = isWanted(wanted, 'members') ? (await membersOf(request.directory, [group])).get(group) : undefined;
  const shown = groupResource(group, members, request.base);
  return { status: 200, body: selectAttributes(shown, wanted), location: shown.meta.location };
}
