import { DrizzleQueryError } from 'drizzle-orm';
import pg from 'pg';

/** No connection could be had: nothing was begun. */
export class NotConnected extends Error {}

/** The connection ended while a transaction was being committed: nobody can tell whether it was. */
export class OutcomeUnknown extends Error {}

/** What the server said of an error, under what was wrapped around it; nothing where it said nothing. */
export function serverErrorIn(error: unknown): pg.DatabaseError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof pg.DatabaseError) return cause;
  return undefined;
}

/** Whether the connection failed, rather than the server refusing something of what was asked by it. */
export function isConnectionProblem(error: unknown): boolean {
  if (error instanceof NotConnected) return true;
  return error instanceof DrizzleQueryError && serverErrorIn(error) === undefined;
}
