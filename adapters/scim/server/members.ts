import { isObject } from '../../../src/lib/json.ts';
import { takeTurns } from '../../../src/lib/turns.ts';
import type { GroupChange } from '../../../src/service/directory/change-members.ts';
import type { Filter } from '../../../src/service/directory/filter.ts';
import type { GroupMember } from '../../../src/service/directory/groups.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { groupSchema } from '../schema-ids.ts';
import { isGroupAttribute } from './attributes.ts';
import { matches } from './match.ts';
import type { Operation } from './patch.ts';
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

/** What a PATCH comes to. @param readMembersNow who is in the group now, for paths that look for someone */
export async function patchGroup(
  operations: Operation[],
  readMembersNow: () => Promise<GroupMember[] | undefined>,
): Promise<GroupChange> {
  const turn = takeTurns(looksPerTurn);
  // Most paths name someone to be removed, which needs no look at the others.
  const looks = operations.some(({ op, path: { which } }) => which && (op === 'replace' || !idNamed(which)));
  const there = new Set((looks ? await readMembersNow() : undefined)?.map((m) => m.id));
  const add = new Set<string>();
  const remove = new Set<string>();
  let others: GroupChange['others'] = 'stay';
  let called: Pick<GroupChange, 'externalId'> = {};
  const setNone = () => {
    add.clear();
    remove.clear();
    others = 'go';
  };
  for (const operation of operations) {
    const { op, path, value } = operation;
    if (path.attribute === 'externalid') called = { externalId: op === 'remove' ? null : externalId(single(value)) };
    if (!isMembers(operation)) continue;
    const named = path.which && idNamed(path.which);
    if (!named && path.which) await turn(there.size + add.size);
    const isThere = (id: string) => !looks || there.has(id) || add.has(id);
    const meant = path.which && (named ? [named].filter(isThere) : thoseWho(path.which, [...there, ...add]));
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
  if (named || passedOver.includes(attribute.split('.')[0] ?? '')) return false;
  if (isGroupAttribute(attribute)) throw new ScimError(400, say.readOnly(attribute), 'mutability');
  throw new ScimError(400, say.path(attribute), 'invalidPath');
}

/** Looks at members between two turns of others: a few milliseconds of work. */
const looksPerTurn = 2_000;

/** The one whom `members[value eq "…"]` means: it is found without a look at all the others. */
const idNamed = (which: Filter): string | undefined =>
  'path' in which && which.op === 'eq' && which.path === 'members.value' && typeof which.value === 'string'
    ? which.value.toLowerCase()
    : undefined;

const thoseWho = (which: Filter, ids: string[]): string[] =>
  ids.filter((id) => matches(which, { members: [{ value: id, type: 'User' }] }));

/** Entra ID names whom to remove in the value, others in the path; with neither it is everyone. */
const removed = (value: unknown): string[] | 'all' =>
  value === undefined || value === null ? 'all' : readMembers(value);

function readMembers(value: unknown): string[] {
  const members = isObject(value) || typeof value === 'string' ? [value] : readList(value, 'members');
  const ids = members.map((m) => readText(isObject(m) ? lowerKeys(m).value : m, 'members.value'));
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}
