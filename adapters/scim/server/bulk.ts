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

/**
 * Many operations in one request (RFC 7644 §3.7): each by itself, one after the other, what is referred to before what
 * refers to it. Not all or nothing; with `failOnErrors` no more are begun once so many have failed.
 *
 * @param problemOf tells of what broke, and writes it down
 */
export async function bulk(request: ScimRequest, problemOf: Problem): Promise<ScimResponse> {
  const message = readObject(request.body);
  refuseOtherSchema(message, bulkRequestSchema);
  const { operations: sent, failonerrors } = message;
  if (!Array.isArray(sent) || sent.length === 0) throw new ScimError(400, say.operations, 'invalidSyntax');
  if (sent.length > largestBulk) throw new ScimError(413, say.bulkMany(largestBulk), 'tooMany');
  const most = failonerrors ?? Number.POSITIVE_INFINITY;
  if (typeof most !== 'number' || most < 1 || Number.isNaN(most)) {
    throw new ScimError(400, say.bulkFail, 'invalidValue');
  }
  const operations = readOperations(sent);
  const run = new Run(request, operations, problemOf);
  for (const operation of operations) {
    if (run.failed >= most) break;
    await run.carryOut(operation);
  }
  return { status: 200, body: { schemas: [bulkResponseSchema], Operations: operations.flatMap((o) => run.shown(o)) } };
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

class Run {
  failed = 0;
  readonly #request: ScimRequest;
  readonly #problemOf: Problem;
  readonly #makers: Map<string, Operation>;
  readonly #done = new Map<Operation, Done>();
  /** Those that wait for what they refer to. */
  readonly #waiting = new Set<Operation>();

  constructor(request: ScimRequest, operations: Operation[], problemOf: Problem) {
    this.#request = request;
    this.#problemOf = problemOf;
    this.#makers = new Map(
      operations.flatMap((o) => (o.method === 'POST' && o.bulkId && !o.wrong ? [[o.bulkId, o]] : [])),
    );
  }

  async carryOut(operation: Operation): Promise<Done> {
    const before = this.#done.get(operation);
    if (before) return before;
    this.#waiting.add(operation);
    const done = await this.#try(operation);
    this.#waiting.delete(operation);
    this.#done.set(operation, done);
    return done;
  }

  async #try(operation: Operation): Promise<Done> {
    const { base, directory } = this.#request;
    try {
      if (operation.wrong) throw operation.wrong;
      const [path, data] = [await this.#resolved(operation.path), await this.#resolved(operation.data)];
      const { method } = operation;
      const request = { directory, base, method, path: path as string[], query: {}, body: data };
      const { status, location, body: made } = await dispatch(request);
      const id = made && 'id' in made ? String(made.id) : undefined;
      return { status: String(status), location: location ?? this.#location(operation, path as string[]), id };
    } catch (error) {
      this.failed++;
      const problem = this.#problemOf(error);
      return {
        status: String(problem.status),
        location: this.#location(operation, operation.path),
        response: errorBody(problem),
      };
    }
  }

  #location({ method, wrong }: Operation, path: string[]): string | undefined {
    return method === 'POST' || wrong ? undefined : `${this.#request.base}/${path.join('/')}`;
  }

  /** The same, with the ids of what was made in place of its `bulkId:…`. */
  async #resolved(value: unknown): Promise<unknown> {
    if (typeof value === 'string') {
      const bulkId = reference.exec(value)?.[1];
      return bulkId === undefined ? value : this.#idOf(bulkId);
    }
    if (Array.isArray(value)) {
      const all: unknown[] = [];
      for (const v of value) all.push(await this.#resolved(v));
      return all;
    }
    if (!isObject(value)) return value;
    const entries: [string, unknown][] = [];
    for (const [name, v] of Object.entries(value)) entries.push([name, await this.#resolved(v)]);
    return Object.fromEntries(entries);
  }

  async #idOf(bulkId: string): Promise<string> {
    const maker = this.#makers.get(bulkId);
    if (!maker) throw new ScimError(400, say.bulkUnknown(bulkId), 'invalidValue');
    if (this.#waiting.has(maker)) throw new ScimError(409, say.bulkCircle(bulkId));
    const { id } = await this.carryOut(maker);
    if (id === undefined) throw new ScimError(412, say.bulkFailed(bulkId));
    return id;
  }

  /** What became of it; nothing where it was not begun. */
  shown(operation: Operation): object[] {
    const done = this.#done.get(operation);
    if (!done) return [];
    const { method, bulkId } = operation;
    const { status, location, response } = done;
    return [
      {
        ...(method && { method }),
        ...(bulkId && { bulkId }),
        ...(location && { location }),
        status,
        ...(response && { response }),
      },
    ];
  }
}
