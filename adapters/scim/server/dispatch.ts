import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { groups } from './groups.ts';
import { listResponse } from './resources.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './schemas.ts';
import { ScimError } from './scim-error.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';
import { readQuery, readSearchBody } from './search.ts';
import { users } from './users.ts';

const resources = new Map<string, typeof users | typeof groups>([
  ['Users', users],
  ['Groups', groups],
]);

/** Does what is asked for at one address. @throws ScimProblem, Refusal, DirectoryRefusal */
export async function dispatch(request: ScimRequest): Promise<ScimResponse> {
  const [kind = '', id, ...more] = request.path;
  const of = resources.get(kind);
  if (of) return more.length > 0 ? nothing() : onResource(request, of, id);
  if (kind === 'Me') throw new ScimError(501, say.me);
  return about(request, kind, id, more.length);
}

async function onResource(
  request: ScimRequest,
  of: typeof users | typeof groups,
  id: string | undefined,
): Promise<ScimResponse> {
  const { method } = request;
  if (id === undefined || id === '.search') {
    if (method === 'GET' && !id) return of.list(request, readQuery(request));
    if (method === 'POST') return id ? of.list(request, readSearchBody(request)) : of.create(request);
    throw notPossible(method);
  }
  const actions = { GET: of.read, PUT: of.replace, PATCH: of.patch, DELETE: of.remove };
  const act = new Map(Object.entries(actions)).get(method);
  if (!act) throw notPossible(method);
  return act(request, id);
}

/** What there is to know about the service itself. */
function about({ method, base }: ScimRequest, kind: string, id: string | undefined, more: number): ScimResponse {
  const documents: Record<string, object[]> = { Schemas: schemas(base), ResourceTypes: resourceTypes(base) };
  const list = Object.hasOwn(documents, kind) ? documents[kind] : undefined;
  const isConfig = kind === 'ServiceProviderConfig' && id === undefined;
  if ((!list && !isConfig) || more > 0) return nothing();
  if (method !== 'GET') throw notPossible(method);
  if (!list) return { status: 200, body: serviceProviderConfig(base) };
  if (id === undefined) return { status: 200, body: listResponse(list, list.length, 1) };
  const one = list.find((d) => 'id' in d && d.id === id);
  return one ? { status: 200, body: one } : nothing();
}

function nothing(): never {
  throw new ScimError(404, say.nothing);
}

const notPossible = (method: string) => new ScimError(405, say.method(method));
