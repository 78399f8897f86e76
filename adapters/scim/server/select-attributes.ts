import { isObject } from '../../../src/lib/json.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { plainPath } from './filter.ts';
import { type Attributes, readList, readText } from './read-values.ts';
import { ScimError } from './scim-error.ts';

/** What is named, as paths in small letters: as a whole, or some of its parts. */
type Names = ReadonlyMap<string, 'whole' | 'parts'>;

/** What is wanted of a resource. */
export interface Wanted {
  attributes?: Names;
  excludedAttributes?: Names;
}

/** Most names in one of the two: more than SCIM has of a user. */
const maxNames = 200;

/** What is always there, asked for or not. */
const always = ['schemas', 'id'];

/** Leaves out what was not asked for (RFC 7644 §3.9). A name that nothing has asks for nothing. */
export function selectAttributes(resource: Attributes, { attributes, excludedAttributes }: Wanted): Attributes {
  if (attributes && attributes.size > 0) {
    return kept(resource, '', (path) => attributes.get(path) ?? 'none');
  }
  if (excludedAttributes && excludedAttributes.size > 0) {
    return kept(resource, '', (path) => (excludedAttributes.get(path) === 'whole' ? 'none' : 'parts'));
  }
  return resource;
}

type Verdict = 'whole' | 'none' | 'parts';

function kept(value: Attributes, above: string, verdict: (path: string) => Verdict): Attributes {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, v]) => {
      const path = above + name.toLowerCase();
      const is = above === '' && always.includes(path) ? 'whole' : verdict(path);
      if (is === 'none') return [];
      return [[name, is === 'whole' || above !== '' ? v : parts(v, `${path}.`, verdict)]];
    }),
  );
}

function parts(value: unknown, above: string, verdict: (path: string) => Verdict): unknown {
  if (Array.isArray(value)) return value.map((v) => parts(v, above, verdict));
  return isObject(value) ? kept(value, above, verdict) : value;
}

/**
 * Names as they are written in an address or a search: `userName,name.givenName`. What there may be only one of is shown,
 * whichever of it is asked for.
 *
 * @param what the names' own name, for the refusal @throws ScimProblem where there are too many
 */
export function namesOf(sent: unknown, what: string): Names {
  const list = readList(sent, what);
  if (list.length > maxNames) throw new ScimError(400, say.namesMany(what, maxNames), 'invalidValue');
  const names = new Map<string, 'whole' | 'parts'>();
  for (const one of list) {
    const path =
      plainPath(
        readText(one, what)
          .trim()
          .replace(/\[.*\]/, ''),
      ) ?? '?';
    const above = path.slice(0, Math.max(0, path.lastIndexOf('.')));
    names.set(path, 'whole');
    if (!names.has(above)) names.set(above, 'parts');
  }
  return names;
}

/** Whether this much of a resource is wanted at all. */
export function isWanted({ attributes, excludedAttributes }: Wanted, name: string): boolean {
  if (attributes && attributes.size > 0) return attributes.has(name);
  return excludedAttributes?.get(name) !== 'whole';
}
