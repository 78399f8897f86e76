import type { Page } from '../../../src/service/directory/list.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import type { Request } from './answer.ts';
import { plainPath, readFilter } from './filter.ts';
import { ScimProblem } from './problem.ts';
import { namesOf, type Wanted } from './project.ts';
import { largestPage, usualPage } from './schemas.ts';
import { body, list, refuseOtherSchema, refuseStrange, small, text } from './values.ts';

const schema = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

export type Search = Page & Wanted;

/** What is looked for, from an address. @throws ScimProblem */
export function readQuery({ query }: Request): Search {
  const { attributes, excludedattributes, ...rest } = small(query);
  return readSearch({
    ...rest,
    ...(attributes !== undefined && { attributes: text(attributes, 'attributes').split(',') }),
    ...(excludedattributes !== undefined && {
      excludedattributes: text(excludedattributes, 'excludedAttributes').split(','),
    }),
  });
}

/** …or from the body of `POST /Users/.search`. */
export function readSearchBody({ body: sent }: Request): Search {
  const search = body(sent);
  refuseOtherSchema(search, schema);
  return readSearch(search);
}

function readSearch(given: Record<string, unknown>): Search {
  refuseStrange(given);
  const { filter, sortby, sortorder, attributes, excludedattributes } = given;
  const names = (value: unknown, name: string) => namesOf(list(value, name).map((n) => text(n, name)));
  const sortBy = sortby === undefined ? undefined : text(sortby, 'sortBy');
  return {
    ...(filter !== undefined && { filter: readFilter(text(filter, 'filter')) }),
    // What is no path is named in the refusal as it was sent.
    ...(sortBy !== undefined && { sortBy: plainPath(sortBy) ?? sortBy.slice(0, 200) }),
    descending: typeof sortorder === 'string' && sortorder.toLowerCase() === 'descending',
    startIndex: Math.max(1, whole(given.startindex, 'startIndex') ?? 1),
    count: Math.min(largestPage, Math.max(0, whole(given.count, 'count') ?? usualPage)),
    ...(attributes !== undefined && { attributes: names(attributes, 'attributes') }),
    ...(excludedattributes !== undefined && { excludedAttributes: names(excludedattributes, 'excludedAttributes') }),
  };
}

function whole(value: unknown, name: string): number | undefined {
  if (value === undefined || value === '') return undefined;
  const n = typeof value === 'number' ? value : /^[+-]?\d{1,15}$/.test(String(value)) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(n)) throw new ScimProblem(400, say.wantsNumber(name), 'invalidValue');
  return n;
}
