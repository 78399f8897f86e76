import { isObject } from '../../src/lib/json.ts';
import { enterpriseSchema } from '../scim/schema-ids.ts';
import type { Attributes } from './accounts.ts';

/** A change that can't be made. The word is SCIM's own (RFC 7644, 3.12). */
export class BadPatch extends Error {
  readonly scimType: string;
  constructor(scimType: string, detail: string) {
    super(detail);
    this.scimType = scimType;
  }
}

/** Carries out the operations of a PATCH (RFC 7644, 3.5.2) whose paths are names, with one part at most: `name.givenName`. */
export function patched(user: Attributes, body: unknown): Attributes {
  const operations = isObject(body) ? body.Operations : undefined;
  if (!Array.isArray(operations) || operations.length === 0)
    throw new BadPatch('invalidSyntax', 'Operations is missing');
  const next = structuredClone(user);
  for (const operation of operations) apply(next, isObject(operation) ? operation : {});
  return next;
}

function apply(user: Attributes, { op, path, value }: Attributes): void {
  const what = String(op).toLowerCase();
  if (!['add', 'replace', 'remove'].includes(what)) throw new BadPatch('invalidSyntax', `there is no operation ${op}`);
  if (path === undefined) {
    if (what === 'remove' || !isObject(value)) throw new BadPatch('noTarget', 'the path is missing');
    for (const [key, part] of Object.entries(value)) set(user, [key], part, what);
    return;
  }
  set(user, parted(String(path)), value, what);
}

/** `name.givenName`, or what follows a schema's name and a colon. */
function parted(path: string): string[] {
  if (path.startsWith(`${enterpriseSchema}:`)) return [enterpriseSchema, path.slice(enterpriseSchema.length + 1)];
  if (path === enterpriseSchema) return [path];
  if (!/^\w+(\.\w+)?$/.test(path)) throw new BadPatch('invalidPath', `this path is not known here: ${path}`);
  return path.split('.');
}

function set(user: Attributes, [key = '', part]: string[], value: unknown, op: string): void {
  if (key === '__proto__' || part === '__proto__') throw new BadPatch('invalidPath', 'this path is not known here');
  if (part === undefined) {
    if (op === 'remove') delete user[key];
    else if (op === 'add' && Array.isArray(user[key]) && Array.isArray(value)) user[key] = [...user[key], ...value];
    else user[key] = value;
    return;
  }
  const whole: Attributes = isObject(user[key]) ? { ...user[key] } : {};
  if (op === 'remove') delete whole[part];
  else whole[part] = value;
  user[key] = whole;
}
