import { isObject } from '../../../src/lib/json.ts';
import type { Filter } from '../../../src/service/directory/filter.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { patchSchema } from '../schema-ids.ts';
import { hasSeveral, isGroupAttribute, isUserAttribute } from './attributes.ts';
import { comparisonsIn, isExtension, type Path, readPath, withoutCore } from './filter.ts';
import { readObject, readText, refuseOtherSchema } from './read-values.ts';
import { ScimError } from './scim-error.ts';

export interface Operation {
  op: 'add' | 'replace' | 'remove';
  path: Path;
  value: unknown;
  /** The path is a name in a value, beside others: what can't be changed is passed over there. */
  named?: true;
}

/** Most operations in one PATCH: directories send tens. */
const maxOperations = 1_000;

/** Most comparisons in all of its paths, each of which may look at thousands of members. Whom a path names is not looked for. */
const maxComparisons = 100;

const ops = ['add', 'replace', 'remove'] as const;

/**
 * Reads a PATCH (RFC 7644 §3.5.2), capitals and all. An operation without a path becomes one for each attribute that it
 * names; Entra ID names them by whole paths too (`name.givenName`, `emails[type eq "work"].value`).
 *
 * @throws ScimProblem
 */
export function readPatch(sent: unknown): Operation[] {
  const message = readObject(sent);
  refuseOtherSchema(message, patchSchema);
  const { operations } = message;
  if (!Array.isArray(operations)) throw new ScimError(400, say.operations, 'invalidSyntax');
  if (operations.length > maxOperations) throw new ScimError(413, say.patchMany(maxOperations), 'tooMany');
  let comparisons = 0;
  return operations.flatMap((sent) => {
    const read = readOperation(sent);
    for (const { path } of read) {
      refuseWhich(path);
      if (path.which && valueNamed(path.which) === undefined) comparisons += comparisonsIn(path.which);
      if (comparisons > maxComparisons) throw new ScimError(413, say.pathsMany(maxComparisons), 'tooMany');
    }
    return read;
  });
}

/** The one value that `members[value eq "…"]` means. */
export const valueNamed = (which: Filter): string | undefined =>
  'path' in which && which.op === 'eq' && which.path.endsWith('.value') && typeof which.value === 'string'
    ? which.value
    : undefined;

/** Of what has but one value nobody can say which is meant. What nobody knows is another's to refuse. */
function refuseWhich({ attribute, which }: Path): void {
  const isKnown = isUserAttribute(attribute) || isGroupAttribute(attribute);
  if (which && isKnown && !hasSeveral(attribute)) throw new ScimError(400, say.oneValue(attribute), 'invalidPath');
}

function readOperation(sent: unknown): Operation[] {
  const { op: said, path, value } = readObject(sent);
  const op = ops.find((o) => typeof said === 'string' && o === said.toLowerCase());
  if (!op) throw new ScimError(400, say.op, 'invalidSyntax');
  const at = path === undefined || path === null ? '' : readText(path, 'path').trim();
  // What another schema adds is none of ours, however it is written.
  if (isExtension(at)) return [];
  if (withoutCore(at) !== '') return [{ op, path: readPath(at), value }];
  if (op === 'remove') throw new ScimError(400, say.noPath, 'noTarget');
  return readNamed(op, value);
}

/** An operation for each attribute that a value names; the core schema may stand around them. */
function readNamed(op: Operation['op'], sent: unknown): Operation[] {
  const value = Array.isArray(sent) && sent.length === 1 ? sent[0] : sent;
  if (!isObject(value)) throw new ScimError(400, say.bodyMissing, 'invalidValue');
  return Object.entries(value).flatMap(([name, v]) => {
    if (isExtension(name)) return [];
    if (withoutCore(name) === '' && name !== '') return readNamed(op, v);
    const at = pathOrNothing(name);
    return at ? [{ op, path: at, value: v, named: true as const }] : [];
  });
}

function pathOrNothing(name: string): Path | undefined {
  try {
    return readPath(name);
  } catch {
    return undefined; // what is no attribute's name is none of ours
  }
}
