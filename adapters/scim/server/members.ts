import { isObject } from '../../../src/lib/json.ts';
import { takeTurns } from '../../../src/lib/turns.ts';
import type { MembersChange } from '../../../src/service/directory/change-members.ts';
import type { Filter } from '../../../src/service/directory/filter.ts';
import type { GroupMember } from '../../../src/service/directory/groups.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { groupSchema } from '../schema-ids.ts';
import { matches } from './match.ts';
import { type Operation, readPatch } from './patch.ts';
import { lowerKeys, readList, readObject, readText, refuseOtherSchema } from './read-values.ts';
import { ScimError } from './scim-error.ts';

/** A group as it is sent whole, by PUT: its members are these and no others. Its name is ours. @throws ScimProblem */
export function readGroup(sent: unknown): MembersChange {
  const group = readObject(sent);
  refuseOtherSchema(group, groupSchema);
  // Left out is "as it is"; who wants it empty says so.
  if (group.members === undefined) return { add: [], remove: [], others: 'stay' };
  return { add: readMembers(group.members ?? []), remove: [], others: 'go' };
}

/** What a PATCH comes to. @param members who is in the group now, for paths that look for someone */
export async function patchGroup(sent: unknown, members: GroupMember[]): Promise<MembersChange> {
  const turn = takeTurns(looksPerTurn);
  const there = new Set(members.map((m) => m.id));
  const add = new Set<string>();
  const remove = new Set<string>();
  let others: MembersChange['others'] = 'stay';
  const setNone = () => {
    add.clear();
    remove.clear();
    others = 'go';
  };
  for (const operation of readPatch(sent)) {
    const { op, path, value } = operation;
    if (!isMembers(operation)) continue;
    if (op === 'remove') {
      const isThere = (id: string) => there.has(id) || add.has(id);
      const named = path.which && idNamed(path.which);
      if (!named && path.which) await turn(there.size + add.size);
      const gone = named ? [named].filter(isThere) : removed(path.which, value, [...there, ...add]);
      if (gone === 'all') setNone();
      else for (const id of gone) [add.delete(id), remove.add(id)];
      continue;
    }
    const ids = readMembers(value ?? []);
    if (op === 'replace' && !path.which) setNone();
    for (const id of ids) [remove.delete(id), add.add(id)];
  }
  return { add: [...add], remove: [...remove], others };
}

/** What else a directory says of a group is its own affair: we know the five by their ids. */
const passedOver = ['displayname', 'externalid', 'id', 'meta', 'schemas', 'urn'];

function isMembers({ path: { attribute }, named }: Operation): boolean {
  const [first = ''] = attribute.split('.');
  if (first === 'members') return true;
  if (named || passedOver.includes(first)) return false;
  throw new ScimError(400, say.path(attribute), 'invalidPath');
}

/** Looks at members between two turns of others: a few milliseconds of work. */
const looksPerTurn = 2_000;

/** The one whom `members[value eq "…"]` means: it is found without a look at all the others. */
const idNamed = (which: Filter): string | undefined =>
  'path' in which && which.op === 'eq' && which.path === 'members.value' && typeof which.value === 'string'
    ? which.value.toLowerCase()
    : undefined;

/** Entra ID names whom to remove in the value, others in the path; with neither it is everyone. */
function removed(which: Operation['path']['which'], value: unknown, ids: string[]): string[] | 'all' {
  if (which) return ids.filter((id) => matches(which, { members: [{ value: id, type: 'User' }] }));
  return value === undefined || value === null ? 'all' : readMembers(value);
}

function readMembers(value: unknown): string[] {
  const members = isObject(value) || typeof value === 'string' ? [value] : readList(value, 'members');
  const ids = members.map((m) => readText(isObject(m) ? lowerKeys(m).value : m, 'members.value'));
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}
