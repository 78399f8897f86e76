import { takeTurns } from '../../../src/lib/turns.ts';
import { scimWords as say } from '../../../src/ui/sentences/directory.ts';
import { bulkRequestSchema, bulkResponseSchema } from '../schema-ids.ts';
import { type Operation, readOperations } from './bulk-operations.ts';
import { dispatch } from './dispatch.ts';
import { readObject, refuseOtherSchema } from './read-values.ts';
import { referencesIn, withIds } from './references.ts';
import { largestBulk } from './schemas.ts';
import { errorBody, ScimError } from './scim-error.ts';
import type { ScimRequest, ScimResponse } from './scim-request.ts';

type Problem = (error: unknown) => ScimError;

interface Done {
  status: string;
  location?: string;
  id?: string;
  version?: string;
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
  if (!Array.isArray(sent)) throw new ScimError(400, say.operations, 'invalidSyntax');
  if (sent.length > largestBulk) throw new ScimError(413, say.bulkMany(largestBulk), 'tooMany');
  const maxFailures = failonerrors ?? Number.POSITIVE_INFINITY;
  const isNumber = maxFailures === Number.POSITIVE_INFINITY || Number.isInteger(maxFailures);
  if (typeof maxFailures !== 'number' || !isNumber || maxFailures < 1) {
    throw new ScimError(400, say.bulkFail, 'invalidValue');
  }
  const operations = readOperations(sent);
  const run = openRun(request, operations, problemOf, isTimeUp);
  for (const operation of operations) {
    if (run.failed() >= maxFailures) break;
    await run.executeOperation(operation);
  }
  return { status: 200, body: { schemas: [bulkResponseSchema], Operations: operations.flatMap(run.shown) } };
}

/** Values in operations between two turns of others: a millisecond or two of work. */
const valuesPerTurn = 1_000;

function openRun(
  { base, directory }: ScimRequest,
  operations: Operation[],
  problemOf: Problem,
  isTimeUp: () => boolean,
) {
  const makers = new Map(
    operations.flatMap((o) => (o.method === 'POST' && o.bulkId && !o.wrong ? [[o.bulkId, o]] : [])),
  );
  const finished = new Map<Operation, Done>();
  /** Those that wait for what they refer to. */
  const waiting = new Set<Operation>();
  const turn = takeTurns(valuesPerTurn);
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
    const { method, wrong, expected } = operation;
    const addressOf = (path: string[]) => (method === 'POST' || wrong ? undefined : `${base}/${path.join('/')}`);
    try {
      if (wrong) throw wrong;
      if (isTimeUp()) throw late();
      const path = await resolved(operation.path);
      const request = { directory, base, method, path, query: {}, body: await resolved(operation.data), expected };
      const { status, location, tag, body: made } = await dispatch(request);
      const id = made && 'id' in made ? String(made.id) : undefined;
      return { status: String(status), location: location ?? addressOf(path), version: tag, id };
    } catch (error) {
      const problem = problemOf(error);
      // What was not begun is to be sent again, and all of it is said.
      if (problem.status !== 429) failed++;
      return { status: String(problem.status), location: addressOf(operation.path), response: errorBody(problem) };
    }
  }

  /** The same, with ids for what it refers to, which is made first if need be. */
  async function resolved<T>(value: T): Promise<T> {
    const { bulkIds, size } = referencesIn(value);
    await turn(size);
    const ids = new Map<string, string>();
    for (const bulkId of bulkIds) ids.set(bulkId, await idOf(bulkId));
    return withIds(value, ids) as T;
  }

  async function idOf(bulkId: string): Promise<string> {
    const maker = makers.get(bulkId);
    if (!maker) throw new ScimError(400, say.bulkUnknown(bulkId), 'invalidValue');
    if (waiting.has(maker)) throw new ScimError(409, say.bulkCircle(bulkId));
    const { id, status } = await executeOperation(maker);
    if (id !== undefined) return id;
    throw status === '429' ? late() : new ScimError(412, say.bulkFailed(bulkId));
  }

  return {
    executeOperation,
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

const late = () => new ScimError(429, say.bulkLate);
