import { isObject } from '../../../src/lib/json.ts';
import type { NewMember } from '../../../src/service/directory/create.ts';
import type { MemberChange } from '../../../src/service/directory/update.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { userSchema } from '../schema-ids.ts';
import {
  type Attributes,
  isTrue,
  lowerKeys,
  readBoolean,
  readObject,
  readText,
  refuseOtherSchema,
} from './read-values.ts';
import { ScimError } from './scim-error.ts';

/** A user as it is sent whole, by PUT; what is left out stays as it is. @throws ScimProblem */
export function readUser(sent: unknown): MemberChange & { userName: string } {
  const user = readObject(sent);
  refuseOtherSchema(user, userSchema);
  const email = chosenEmail(user.emails);
  return {
    ...(isObject(user.name) && readName(lowerKeys(user.name))),
    ...(email !== undefined && { email }),
    ...(isGiven(user.active) && { active: readBoolean(user.active, 'active') }),
    ...(user.externalid !== undefined && { externalId: externalId(user.externalid) }),
    userName: readText(user.username, 'userName'),
  };
}

/** The same, of someone new: who is called something, if need be by what is to be displayed. */
export function readNewUser(sent: unknown): NewMember {
  const { email, active = true, ...user } = readUser(sent);
  const parts = nameParts(lowerKeys(sent as Attributes));
  const isNamed = user.firstName || user.lastName;
  const [firstName = '', lastName = ''] = isNamed ? [user.firstName, user.lastName] : parts;
  if (!firstName && !lastName) throw new ScimError(400, say.noName, 'invalidValue');
  return { ...user, firstName, lastName, active, ...(email && { email }) };
}

/** `Ana María` and `Silva` of `Ana María Silva`; one alone of `Suharto`. */
function nameParts(user: Attributes): [first?: string, last?: string] {
  const formatted = isObject(user.name) ? lowerKeys(user.name).formatted : undefined;
  const whole = typeof formatted === 'string' ? formatted : user.displayname;
  const words = typeof whole === 'string' ? whole.trim().split(/\s+/) : [];
  return words.length > 1 ? [words.slice(0, -1).join(' '), words.at(-1)] : [words[0]];
}

/** @param name in small letters */
export const readName = ({ givenname, familyname }: Attributes): MemberChange => ({
  ...(isGiven(givenname) && { firstName: readText(givenname, 'name.givenName') }),
  ...(isGiven(familyname) && { lastName: readText(familyname, 'name.familyName') }),
});

const isGiven = (value: unknown) => value !== undefined && value !== null;

export const externalId = (value: unknown) => (value === null ? null : readText(value, 'externalId'));

/** Of several e-mails the one for work, else the first of all; we keep one. @returns nothing where there is none */
export function chosenEmail(value: unknown): string | undefined {
  const emails = (Array.isArray(value) ? value : [value]).map(
    (e) => (isObject(e) ? lowerKeys(e) : { value: e }) as Attributes,
  );
  const ofWork = emails.find((e) => typeof e.type === 'string' && e.type.toLowerCase() === 'work');
  const chosen = ofWork ?? emails.find((e) => isTrue(e.primary)) ?? emails[0];
  return isGiven(chosen?.value) ? readText(chosen?.value, 'emails.value') : undefined;
}
