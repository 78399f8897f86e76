import type { Response } from 'express';
import { Full } from '../../src/lib/at-once.ts';
import { objectOf } from '../../src/lib/json.ts';
import { Refusal } from '../../src/service/errors.ts';

/** A request that is not a person's doing: the wrong type, method or path. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** The status from 400 to 499 that our own code, Express or a body parser gave an error; nothing for any other. */
export function statusOf(error: unknown): number | undefined {
  const { status } = objectOf(error);
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

/** Has whoever tried too often be told, in a header too, how long to wait. */
export function setRetryAfter(res: Response, error: unknown): void {
  if (error instanceof Full) res.set('Retry-After', '10');
  if (!(error instanceof Refusal) || error.code !== 'too-many-tries') return;
  const { minutes } = error.params as { minutes: number };
  res.set('Retry-After', String(minutes * 60));
}
