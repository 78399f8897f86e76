import { isObject } from '../../../src/lib/json.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { bulkRequestSchema, bulkResponseSchema } from '../schema-ids.ts';
import { dispatch } from './dispatch.ts';
import { type Attributes, lowerKeys, readObject, refuseOtherSchema } from './read-values.ts';
import { largestBulk } from './schemas.ts';
import { errorBody, ScimError } from './scim-error.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';

type Problem = (error: unknown) => ScimError;

interface Operation {
  method: string;
  path: string[];
  bulkId: string | undefined;
  data: unknown;
  /** What is wrong with it as it stands. */
  wrong?: ScimError;
}

interface Done {
  status: string;
  location?: string;
  id?: string;
  response?: object;
}

/** For how long one bulk goes on, in milliseconds: well within what a proxy waits for an answer. */
export const maxBulkMs = 25_000;

/**
 * Many operations in one request (RFC 7644 §3.7): each by itself, one after the other, what is referred to before what
 * refers to it. Not all or nothing; with `failOnErrors` no more are begun once so many have failed, and none once the time is up:
 * those are answered with 429, to be sent again.
 *
 * @param problemOf tells of what broke, and writes it down
 */
export async function bulk(request: ScimRequest, problemOf: Problem, isTimeUp: () => boolean): Promise<ScimResponse> {
  const message = readObject(request.body);
  refuseOtherSchema(message, bulkRequestSchema);
  const { operations: sent, failonerrors } = message;
  if (!Array.isArray(sent) || sent.length === 0) throw new ScimError(400, say.operations, 'invalidSyntax');
  if (sent.length > largestBulk) throw new ScimError(413, say.bulkMany(largestBulk), 'tooMany');
  const maxFailures = failonerrors ?? Number.POSITIVE_INFINITY;
  if (typeof maxFailures !== 'number' || maxFailures < 1 || Number.isNaN(maxFailures)) {
    throw new ScimError(400, say.bulkFail, 'invalidValue');
  }
  const operations = readOperations(sent);
  const run = openRun(request, operations, problemOf);
  for (const operation of operations) {
    if (run.failed() >= maxFailures) break;
    if (isTimeUp()) run.leave(operation);
    else await run.executeOperation(operation);
  }
  return { status: 200, body: { schemas: [bulkResponseSchema], Operations: operations.flatMap(run.shown) } };
}

function readOperations(sent: unknown[]): Operation[] {
  const seen = new Set<string>();
  return sent.map((one) => {
    const operation = readOperation(one);
    const { bulkId, method, wrong } = operation;
    if (wrong || method !== 'POST') return operation;
    const fresh = bulkId !== undefined && !seen.has(bulkId);
    if (bulkId !== undefined) seen.add(bulkId);
    return fresh ? operation : { ...operation, wrong: new ScimError(400, say.bulkId, 'invalidSyntax') };
  });
}

function readOperation(sent: unknown): Operation {
  const given: Attributes = isObject(sent) ? lowerKeys(sent) : {};
  const method = typeof given.method === 'string' ? given.method.toUpperCase() : '';
  const [address = ''] = typeof given.path === 'string' ? given.path.split('?') : [];
  const path = address.replace(/^\//, '').split('/');
  const bulkId = typeof given.bulkid === 'string' && given.bulkid !== '' ? given.bulkid : undefined;
  const operation = { method, path, bulkId, data: given.data };
  if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) {
    return { ...operation, wrong: new ScimError(400, say.bulkMethod, 'invalidSyntax') };
  }
  const leads = (path[0] === 'Users' || path[0] === 'Groups') && path.length === (method === 'POST' ? 1 : 2);
  return leads ? operation : { ...operation, wrong: new ScimError(400, say.bulkPath, 'invalidPath') };
}

const reference = /^bulkId:(.+)$/;

function openRun({ base, directory }: ScimRequest, operations: Operation[], problemOf: Problem) {
  const makers = new Map(
    operations.flatMap((o) => (o.method === 'POST' && o.bulkId && !o.wrong ? [[o.bulkId, o]] : [])),
  );
  const finished = new Map<Operation, Done>();
  /** Those that wait for what they refer to. */
  const waiting = new Set<Operation>();
  let failed = 0;

  async function executeOperation(operation: Operation): Promise<Done> {
    const before = finished.get(operation);
    if (before) return before;
    waiting.add(operation);
    const done = await attempt(operation);
    waiting.delete(operation);
    finished.set(operation, done);
    return done;
  }

  async function attempt(operation: Operation): Promise<Done> {
    const { method, wrong } = operation;
    const addressOf = (path: string[]) => (method === 'POST' || wrong ? undefined : `${base}/${path.join('/')}`);
    try {
      if (wrong) throw wrong;
      const path = (await resolved(operation.path)) as string[];
      const request = { directory, base, method, path, query: {}, body: await resolved(operation.data) };
      const { status, location, body: made } = await dispatch(request);
      const id = made && 'id' in made ? String(made.id) : undefined;
      return { status: String(status), location: location ?? addressOf(path), id };
    } catch (error) {
      failed++;
      const problem = problemOf(error);
      return { status: String(problem.status), location: addressOf(operation.path), response: errorBody(problem) };
    }
  }

  /** The same, with the ids of what was made in place of its `bulkId:…`. */
  async function resolved(value: unknown): Promise<unknown> {
    if (typeof value === 'string') {
      const bulkId = reference.exec(value)?.[1];
      return bulkId === undefined ? value : idOf(bulkId);
    }
    if (Array.isArray(value)) {
      const all: unknown[] = [];
      for (const v of value) all.push(await resolved(v));
      return all;
    }
    if (!isObject(value)) return value;
    const entries: [string, unknown][] = [];
    for (const [name, v] of Object.entries(value)) entries.push([name, await resolved(v)]);
    return Object.fromEntries(entries);
  }

  async function idOf(bulkId: string): Promise<string> {
    const maker = makers.get(bulkId);
    if (!maker) throw new ScimError(400, say.bulkUnknown(bulkId), 'invalidValue');
    if (waiting.has(maker)) throw new ScimError(409, say.bulkCircle(bulkId));
    const { id } = await executeOperation(maker);
    if (id === undefined) throw new ScimError(412, say.bulkFailed(bulkId));
    return id;
  }

  return {
    executeOperation,
    leave(operation: Operation): void {
      const late = new ScimError(429, say.bulkLate);
      if (!finished.has(operation)) finished.set(operation, { status: '429', response: errorBody(late) });
    },
    failed: () => failed,
    /** What became of it; nothing where it was not begun. */
    shown(operation: Operation): object[] {
      const done = finished.get(operation);
      if (!done) return [];
      const { method, bulkId } = operation;
      const { id: _, ...outcome } = done;
      return [{ ...(method && { method }), bulkId, ...outcome }];
    },
  };
}
