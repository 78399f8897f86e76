import type { Page } from '../../../src/service/directory/list.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { searchSchema } from '../schema-ids.ts';
import { plainPath, readFilter } from './filter.ts';
import { lowerKeys, readObject, readText, refuseOtherSchema, refuseStrange } from './read-values.ts';
import { largestPage, usualPage } from './schemas.ts';
import { ScimError } from './scim-error.ts';
import type { ScimRequest } from './scim-request.ts';
import { namesOf, type Wanted } from './select-attributes.ts';

export type Search = Page & Wanted;

/** What is looked for, from an address. @throws ScimProblem */
export function readQuery({ query }: ScimRequest): Search {
  const given = lowerKeys(query);
  for (const name of ['attributes', 'excludedAttributes']) {
    const key = name.toLowerCase();
    if (given[key] !== undefined) given[key] = readText(given[key], name).split(',');
  }
  return readSearch(given);
}

/** …or from the body of `POST /Users/.search`. */
export function readSearchBody({ body: sent }: ScimRequest): Search {
  const search = readObject(sent);
  refuseOtherSchema(search, searchSchema);
  return readSearch(search);
}

function readSearch(given: Record<string, unknown>): Search {
  refuseStrange(given);
  const { filter, sortby, sortorder, attributes, excludedattributes } = given;
  const sortBy = sortby === undefined ? undefined : readText(sortby, 'sortBy');
  return {
    ...(filter !== undefined && { filter: readFilter(readText(filter, 'filter')) }),
    // What is no path is named in the refusal as it was sent.
    ...(sortBy !== undefined && { sortBy: plainPath(sortBy) ?? sortBy.slice(0, 200) }),
    descending: isDescending(sortorder),
    startIndex: Math.max(1, whole(given.startindex, 'startIndex') ?? 1),
    count: Math.min(largestPage, Math.max(0, whole(given.count, 'count') ?? usualPage)),
    ...(attributes !== undefined && { attributes: namesOf(attributes, 'attributes') }),
    ...(excludedattributes !== undefined && { excludedAttributes: namesOf(excludedattributes, 'excludedAttributes') }),
  };
}

function isDescending(order: unknown): boolean {
  const said = order === undefined ? '' : readText(order, 'sortOrder').toLowerCase();
  if (!['', 'ascending', 'descending'].includes(said)) throw new ScimError(400, say.sortOrder, 'invalidValue');
  return said === 'descending';
}

function whole(value: unknown, name: string): number | undefined {
  if (value === undefined || value === '') return undefined;
  const n = typeof value === 'number' ? value : /^[+-]?\d{1,15}$/.test(String(value)) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(n)) throw new ScimError(400, say.wantsNumber(name), 'invalidValue');
  return n;
}
