import { membersOf } from '../../../src/service/directory/groups.ts';
import { listAll } from '../../../src/service/directory/list-all.ts';
import { isGroupAttribute, isUserAttribute } from './attributes.ts';
import { searchedGroups } from './groups.ts';
import { groupResource, listResponse, userResource } from './resources.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';
import type { Search } from './search.ts';
import { isWanted, selectAttributes } from './select-attributes.ts';
import { searchedUsers } from './users.ts';

/** What one of the two has and the other can't is as if that other had no value (RFC 7644 §3.4.2.1). */
const isEithers = (path: string) => isUserAttribute(path) || isGroupAttribute(path);

/** `POST /.search`: users and groups in one list. */
export async function searchAll(request: ScimRequest, search: Search): Promise<ScimResponse> {
  const { directory, base } = request;
  const { total, found } = await listAll(directory, search, {
    ofUsers: searchedUsers(base, isEithers),
    ofGroups: searchedGroups(request, isEithers),
  });
  const groups = found.flatMap((f) => (f.kind === 'Group' ? [f.group.id] : []));
  const members = isWanted(search, 'members') && groups.length > 0 ? await membersOf(directory, groups) : undefined;
  const shown = found.map((f) =>
    selectAttributes(
      f.kind === 'User' ? userResource(f.member, base) : groupResource(f.group, members?.get(f.group.id), base),
      search,
    ),
  );
  return { status: 200, body: listResponse(shown, total, search.startIndex) };
}
