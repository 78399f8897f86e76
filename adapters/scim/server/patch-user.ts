import { isObject } from '../../../src/lib/json.ts';
import type { Searched } from '../../../src/service/directory/attributes.ts';
import { conditionOfOne } from '../../../src/service/directory/filter.ts';
import type { Member } from '../../../src/service/directory/member.ts';
import type { MemberChange } from '../../../src/service/directory/update.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { isSameEmail } from '../../../src/words/read-email.ts';
import { isReadOnly, isUserAttribute, topOf } from './attributes.ts';
import { matches } from './match.ts';
import { type Operation, readPatch } from './patch.ts';
import { chosenEmail, externalId, readName } from './read-user.ts';
import { isTrue, lowerKeys, readBoolean, readText, single } from './read-values.ts';
import { ScimError } from './scim-error.ts';

/**
 * What a PATCH comes to, for a user as it is. What SCIM knows and we don't keep is passed over.
 *
 * @param searched what of users can be looked for, by the path of a PATCH as in a list
 * @throws ScimProblem; DirectoryRefusal for a path that can't be looked for
 */
export function patchUser(sent: unknown, member: Member, searched: Searched): MemberChange {
  const change: MemberChange = {};
  for (const operation of readPatch(sent)) {
    const { attribute, which } = operation.path;
    if (which && isUserAttribute(attribute)) conditionOfOne({ within: topOf(attribute), which }, searched);
    apply(change, operation, member);
  }
  return change;
}

/** What nobody can be without. */
const required: Record<string, string> = {
  username: 'userName',
  active: 'active',
  name: 'name',
  'name.givenname': 'name.givenName',
};

function apply(change: MemberChange, operation: Operation, member: Member): void {
  const { op, path, value, named } = operation;
  const { attribute } = path;
  if (!isUserAttribute(attribute)) {
    if (named) return;
    throw new ScimError(400, say.path(attribute), 'invalidPath');
  }
  // What is displayed is made of the names; Entra ID sends it all the same.
  if (isReadOnly(attribute)) {
    if (named || attribute === 'displayname') return;
    throw new ScimError(400, say.readOnly(attribute), 'mutability');
  }
  if (attribute.startsWith('emails')) {
    applyEmail(change, operation, member);
  } else if (op === 'remove' || single(value) === null) {
    const name = required[attribute];
    if (name) throw new ScimError(400, say.required(name), 'mutability');
    if (attribute === 'externalid') change.externalId = null;
    // Who has one name has no last one.
    if (attribute === 'name.familyname') change.lastName = '';
  } else {
    Object.assign(change, readers[attribute]?.(value));
  }
}

const readers: Record<string, (value: unknown) => MemberChange> = {
  username: (value) => ({ userName: readText(single(value), 'userName') }),
  externalid: (value) => ({ externalId: externalId(single(value)) }),
  active: (value) => ({ active: readBoolean(single(value), 'active') }),
  name: (sent) => {
    const value = single(sent);
    if (!isObject(value)) throw new ScimError(400, say.noName, 'invalidValue');
    return readName(lowerKeys(value));
  },
  'name.givenname': (value) => ({ firstName: readText(single(value), 'name.givenName') }),
  'name.familyname': (value) => ({ lastName: readText(single(value), 'name.familyName') }),
};

/** We keep one e-mail, for work. Another is passed over, unless it was to be replaced. */
function applyEmail(change: MemberChange, { op, path, value }: Operation, member: Member): void {
  const { attribute, which } = path;
  const now = change.email ?? member.email;
  const emails = [{ type: 'work', primary: true, value: now }];
  if (which && !matches(which, { emails })) {
    if (op === 'replace') throw new ScimError(400, say.noMatch(attribute), 'noTarget');
    return;
  }
  if (attribute !== 'emails' && attribute !== 'emails.value') return;
  if (op === 'remove') {
    const named = value === undefined ? undefined : chosenEmail(value);
    if (named === undefined || isSameEmail(named, now)) change.email = null;
    return;
  }
  if (single(value) === null || single(value) === '') {
    change.email = null;
    return;
  }
  // One that is added for home is not the one for work.
  if (op === 'add' && attribute === 'emails' && !which && !hasWork(value)) return;
  const email = attribute === 'emails' ? chosenEmail(value) : readText(single(value), 'emails.value');
  if (email !== undefined) change.email = email;
}

function hasWork(value: unknown): boolean {
  return (Array.isArray(value) ? value : [value]).some((e) => {
    const { type, primary } = isObject(e) ? lowerKeys(e) : {};
    return type === undefined || isTrue(primary) || (typeof type === 'string' && type.toLowerCase() === 'work');
  });
}
