import { isObject } from '../../../src/lib/json.ts';
import type { GroupChange } from '../../../src/service/directory/change-members.ts';
import type { Filter } from '../../../src/service/directory/filter.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { groupSchema } from '../schema-ids.ts';
import { isGroupAttribute, topOf } from './attributes.ts';
import { type Operation, valueNamed } from './patch.ts';
import { externalId } from './read-user.ts';
import { lowerKeys, readList, readObject, readText, refuseOtherSchema, single } from './read-values.ts';
import { ScimError } from './scim-error.ts';

/** A group as it is sent whole, by PUT: its members are these and no others. Its name is ours. @throws ScimProblem */
export function readGroup(sent: unknown): GroupChange {
  const group = readObject(sent);
  refuseOtherSchema(group, groupSchema);
  const called = group.externalid === undefined ? {} : { externalId: externalId(group.externalid) };
  // Left out is "as it is"; who wants it empty says so.
  if (group.members === undefined) return { ...called, add: [], remove: [], others: 'stay' };
  return { ...called, add: readMembers(group.members ?? []), remove: [], others: 'go' };
}

/** For paths that look for someone: who is in the group now, and who of these ids is meant. */
interface Members {
  now: () => Promise<string[]>;
  found: (ids: string[], which: Filter) => Promise<string[]>;
}

/** What a PATCH comes to. @throws ScimProblem, DirectoryRefusal for a path that can't be looked for */
export async function patchGroup(operations: Operation[], members: Members): Promise<GroupChange> {
  // Most paths name someone to be removed, which needs no look at the others.
  const looks = operations.some(({ op, path: { which } }) => which && (op === 'replace' || !idNamed(which)));
  const before = new Set(looks ? await members.now() : []);
  const add = new Set<string>();
  const remove = new Set<string>();
  let others: GroupChange['others'] = 'stay';
  let called: Pick<GroupChange, 'externalId'> = {};
  const setNone = () => {
    add.clear();
    remove.clear();
    others = 'go';
  };
  const isThere = (id: string) => add.has(id) || (others === 'stay' && before.has(id) && !remove.has(id));
  const whoIsMeant = async (which: Filter) => {
    const named = idNamed(which);
    if (named !== undefined) return [named].filter((id) => !looks || isThere(id));
    return members.found([...new Set([...before, ...add])].filter(isThere), which);
  };
  for (const operation of operations) {
    const { op, path, value } = operation;
    if (path.attribute === 'externalid') called = { externalId: op === 'remove' ? null : externalId(single(value)) };
    if (!isMembers(operation)) continue;
    const meant = path.which && (await whoIsMeant(path.which));
    if (op === 'remove') {
      const gone = meant ?? removed(value);
      if (gone === 'all') setNone();
      else for (const id of gone) [add.delete(id), remove.add(id)];
      continue;
    }
    if (op === 'replace' && meant?.length === 0) throw new ScimError(400, say.noMatch('members'), 'noTarget');
    const ids = readMembers(value ?? []);
    if (op === 'replace' && !meant) setNone();
    if (op === 'replace') for (const id of meant ?? []) [add.delete(id), remove.add(id)];
    for (const id of ids) [remove.delete(id), add.add(id)];
  }
  return { ...called, add: [...add], remove: [...remove], others };
}

/** What else a directory says of a group is its own affair: we know the five by their ids. */
const passedOver = ['displayname', 'externalid', 'id', 'meta', 'schemas'];

function isMembers({ path: { attribute }, named }: Operation): boolean {
  if (attribute === 'members' || attribute === 'members.value') return true;
  if (named || passedOver.includes(topOf(attribute))) return false;
  if (isGroupAttribute(attribute)) throw new ScimError(400, say.readOnly(attribute), 'mutability');
  throw new ScimError(400, say.path(attribute), 'invalidPath');
}

/** The one whom `members[value eq "…"]` means: it is found without a look at all the others. */
const idNamed = (which: Filter): string | undefined => valueNamed(which)?.toLowerCase();

/** Entra ID names whom to remove in the value, others in the path; with neither it is everyone. */
const removed = (value: unknown): string[] | 'all' =>
  value === undefined || value === null ? 'all' : readMembers(value);

function readMembers(value: unknown): string[] {
  const members = isObject(value) || typeof value === 'string' ? [value] : readList(value, 'members');
  const ids = members.map((m) => readText(isObject(m) ? lowerKeys(m).value : m, 'members.value'));
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}
