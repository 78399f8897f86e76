import type { Searched } from '../../../src/service/directory/attributes.ts';
import { changeGroup } from '../../../src/service/directory/change-members.ts';
import {
  type Group,
  groupAttributes,
  isGroup,
  isOneOf,
  listGroups,
  membersFound,
  membersOf,
  readGroups,
} from '../../../src/service/directory/groups.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { programmeNames } from '../../../src/ui/sentences/names.ts';
import type { Programme } from '../../../src/words/programmes.ts';
import { isGroupAttribute } from './attributes.ts';
import { patchGroup, readGroup } from './members.ts';
import { readPatch } from './patch.ts';
import { readObject, readText } from './read-values.ts';
import { groupResource, listResponse, shownAt } from './resources.ts';
import { ScimError } from './scim-error.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';
import type { Search } from './search.ts';
import { isWanted, selectAttributes } from './select-attributes.ts';
import { wantedOf } from './users.ts';

/** What of groups can be looked for. @param isKnown which more may be asked for, though no group has them */
export const searchedGroups = ({ directory, base }: ScimRequest, isKnown = isGroupAttribute): Searched => ({
  attributes: groupAttributes(directory, shownAt(base)),
  isKnown,
});

/** What can be done with `/Groups` and `/Groups/<id>`: the five programmes are filled and emptied, and no more. */
export const groups = {
  list: async (request: ScimRequest, search: Search): Promise<ScimResponse> => {
    const { directory, base } = request;
    const { total, groups } = await listGroups(directory, search, searchedGroups(request));
    const ids = groups.map((g) => g.id);
    const members = isWanted(search, 'members') ? await membersOf(directory, ids) : undefined;
    const shown = groups.map((g) => selectAttributes(groupResource(g, members?.get(g.id), base), search));
    return { status: 200, body: listResponse(shown, total, search.startIndex) };
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
    await changeGroup(request.directory, group, readGroup(request.body), request.expected);
    return answer(request, group);
  },

  /** Of a group with thousands of members nobody wants them all back; who does says which attributes. */
  patch: async (request: ScimRequest, id: string): Promise<ScimResponse> => {
    const group = known(id);
    const operations = readPatch(request.body);
    const change = await patchGroup(operations, {
      now: async () => (await membersOf(request.directory, [group])).get(group)?.map((m) => m.id) ?? [],
      found: (ids, which) => membersFound(request.directory, ids, which, searchedGroups(request)),
    });
    await changeGroup(request.directory, group, change, request.expected);
    if (operations.length === 0 || wantedOf(request).attributes) return answer(request, group);
    const { location, version: tag } = groupResource(await read(request, group), undefined, request.base).meta;
    return { status: 204, location, tag };
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

async function answer(request: ScimRequest, id: Programme): Promise<ScimResponse> {
  const wanted = wantedOf(request);
  const members = isWanted(wanted, 'members') ? (await membersOf(request.directory, [id])).get(id) : undefined;
  const shown = groupResource(await read(request, id), members, request.base);
  const { location, version: tag } = shown.meta;
  return { status: 200, body: selectAttributes(shown, wanted), location, tag };
}

async function read({ directory }: ScimRequest, id: Programme): Promise<Group> {
  const [group] = await readGroups(directory, isOneOf([id]));
  if (!group) throw new ScimError(404, say.nothing);
  return group;
}
