import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { groups } from './groups.ts';
import { listResponse } from './resources.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './schemas.ts';
import { ScimError } from './scim-error.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';
import { readQuery, readSearchBody } from './search.ts';
import { searchAll } from './search-all.ts';
import { users } from './users.ts';

type Act = (request: ScimRequest) => ScimResponse | Promise<ScimResponse>;

/** What can be done at one address, by the methods. */
export type Route = ReadonlyMap<string, Act>;

const resources = new Map<string, typeof users | typeof groups>([
  ['Users', users],
  ['Groups', groups],
]);

/** What there is to know about the service itself. */
const lists = new Map<string, (base: string) => { id: string }[]>([
  ['Schemas', schemas],
  ['ResourceTypes', resourceTypes],
]);

/** @param path what comes after the address of the service @throws ScimProblem where there is nothing at all */
export function routeOf([kind = '', id, ...more]: readonly string[]): Route {
  if (more.length > 0) return nothing();
  const of = resources.get(kind);
  if (of) return onResources(of, id);
  const list = lists.get(kind);
  if (list) return new Map([['GET', ({ base }) => aboutOne(list(base), id)]]);
  if (kind === 'Me') throw new ScimError(501, say.me);
  if (id !== undefined) return nothing();
  if (kind === '.search') return new Map([['POST', (request) => searchAll(request, readSearchBody(request))]]);
  if (kind !== 'ServiceProviderConfig') return nothing();
  return new Map([['GET', ({ base }) => ({ status: 200, body: serviceProviderConfig(base) })]]);
}

function onResources(of: typeof users | typeof groups, id: string | undefined): Route {
  if (id === undefined) {
    return new Map<string, Act>([
      ['GET', (request) => of.list(request, readQuery(request))],
      ['POST', of.create],
    ]);
  }
  if (id === '.search') return new Map([['POST', (request) => of.list(request, readSearchBody(request))]]);
  return new Map<string, Act>([
    ['GET', (request) => of.read(request, id)],
    ['PUT', (request) => of.replace(request, id)],
    ['PATCH', (request) => of.patch(request, id)],
    ['DELETE', (request) => of.remove(request, id)],
  ]);
}

function aboutOne(list: { id: string }[], id: string | undefined): ScimResponse {
  if (id === undefined) return { status: 200, body: listResponse(list, list.length, 1) };
  const one = list.find((d) => d.id === id);
  return one ? { status: 200, body: one } : nothing();
}

/** Does what is asked for at one address. @throws ScimProblem, Refusal, DirectoryRefusal */
export async function dispatch(request: ScimRequest): Promise<ScimResponse> {
  const act = routeOf(request.path).get(request.method);
  if (!act) throw new ScimError(405, say.method(request.method));
  return act(request);
}

function nothing(): never {
  throw new ScimError(404, say.nothing);
}
