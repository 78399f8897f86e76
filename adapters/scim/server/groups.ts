import { changeMembers, groupIds, isGroup, membersOf } from '../../../src/service/directory/groups.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { programmeNames } from '../../../src/ui/sentences/names.ts';
import type { Programme } from '../../../src/words/programmes.ts';
import type { Answer, Request } from './answer.ts';
import { matches } from './match.ts';
import { patchGroup, readGroup } from './members.ts';
import { ScimProblem } from './problem.ts';
import { isWanted, project } from './project.ts';
import type { Search } from './search.ts';
import { listOf, showGroup } from './show.ts';
import { wantedOf } from './users.ts';
import { body, text } from './values.ts';

/** What can be done with `/Groups` and `/Groups/<id>`: the five programmes are filled and emptied, and no more. */
export const groups = {
  list: async ({ directory, base }: Request, search: Search): Promise<Answer> => {
    const withMembers = isWanted(search, 'members') || search.filter;
    const members = withMembers ? await membersOf(directory, [...groupIds]) : undefined;
    const all = groupIds.map((g) => showGroup(g, members?.get(g), base));
    const { filter, sortBy, descending } = search;
    const found = filter ? all.filter((g) => matches(filter, g)) : all;
    if (sortBy === 'displayname') found.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en-GB'));
    if (descending) found.reverse();
    const page = found.slice(search.startIndex - 1, search.startIndex - 1 + search.count);
    const shown = page.map((g) => project(g, search));
    return { status: 200, body: listOf(shown, found.length, search.startIndex) };
  },

  create: async ({ body: sent }: Request): Promise<Answer> => {
    const name = text(body(sent).displayname, 'displayName');
    const there = Object.values(programmeNames).find((n) => n.toLowerCase() === name.trim().toLowerCase());
    if (there) throw new ScimProblem(409, say.groupThere(there), 'uniqueness');
    throw new ScimProblem(501, say.groupMake);
  },

  read: async (request: Request, id: string): Promise<Answer> => answer(request, known(id)),

  replace: async (request: Request, id: string): Promise<Answer> => {
    const group = known(id);
    await changeMembers(request.directory, group, readGroup(request.body));
    return answer(request, group);
  },

  /** Of a group with thousands of members nobody wants them all back; who does says which attributes. */
  patch: async (request: Request, id: string): Promise<Answer> => {
    const group = known(id);
    const members = await membersOf(request.directory, [group]);
    await changeMembers(request.directory, group, patchGroup(request.body, members.get(group) ?? []));
    return wantedOf(request).attributes ? answer(request, group) : { status: 204 };
  },

  remove: async (_: Request, id: string): Promise<Answer> => {
    known(id);
    throw new ScimProblem(501, say.groupDelete);
  },
};

function known(id: string): Programme {
  if (!isGroup(id)) throw new ScimProblem(404, say.nothing);
  return id;
}

async function answer(request: Request, group: Programme): Promise<Answer> {
  const wanted = wantedOf(request);
  const members = isWanted(wanted, 'members') ? (await membersOf(request.directory, [group])).get(group) : undefined;
  const shown = showGroup(group, members, request.base);
  return { status: 200, body: project(shown, wanted), location: shown.meta.location };
}
