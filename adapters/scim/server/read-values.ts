import { isObject } from '../../../src/lib/json.ts';
import { sanitize } from '../../../src/lib/text.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { ScimError } from './scim-error.ts';

/** What is in a body, which anyone may have written. */
export type Attributes = Record<string, unknown>;

const wrong = (detail: string) => new ScimError(400, detail, 'invalidValue');

/** The same with all names in small letters, since SCIM makes no difference; no name of it reaches a prototype. */
export function lowerKeys(value: Attributes): Attributes {
  const folded: Attributes = Object.create(null);
  for (const [name, v] of Object.entries(value)) folded[name.toLowerCase()] = v;
  return folded;
}

export function readObject(value: unknown): Attributes {
  if (!isObject(value)) throw new ScimError(400, say.bodyMissing, 'invalidSyntax');
  return lowerKeys(value);
}

export function readText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrong(say.wantsText(name));
  return value;
}

/** Entra ID writes truth in quotes, with a capital. */
export function readBoolean(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  const said = typeof value === 'string' ? value.toLowerCase() : '';
  if (said !== 'true' && said !== 'false') throw wrong(say.wantsTruth(name));
  return said === 'true';
}

/** Whether it says so: `true`, or that word in quotes. */
export const isTrue = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && value.toLowerCase() === 'true');

/** The one value of what was sent as a list of one, or as a value with parts, as Entra ID does now and then. */
export function single(value: unknown): unknown {
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const parts = isObject(one) ? lowerKeys(one) : {};
  return 'value' in parts ? parts.value : one;
}

export function readList(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(say.wantsList(name));
  return value;
}

/** As the drafts before RFC 7643 wrote it: OneLogin's templates still do. */
const draftSchema = /^urn:scim:schemas:core:\d\.\d(?::|$)/i;

/** What says which kind of message it is; a client that leaves it out says nothing wrong. */
export function refuseOtherSchema(message: Attributes, schema: string): void {
  if (message.schemas === undefined) return;
  const named = Array.isArray(message.schemas) ? message.schemas : [];
  const isMeant = (s: string) => s.toLowerCase() === schema.toLowerCase() || draftSchema.test(s);
  if (!named.some((s) => typeof s === 'string' && isMeant(s))) {
    throw new ScimError(400, say.messageSchema(schema), 'invalidSyntax');
  }
}

/** @throws ScimProblem where a text in it is none that a database can keep */
export function refuseStrange(value: unknown): void {
  if (typeof value === 'string' && sanitize(value) !== value) throw wrong(say.strange);
  if (Array.isArray(value)) value.forEach(refuseStrange);
  else if (isObject(value)) Object.values(value).forEach(refuseStrange);
}
