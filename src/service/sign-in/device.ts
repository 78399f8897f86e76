import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { App } from '../context.ts';
import { keysFor } from '../keys/derived.ts';

/**
 * A browser in which someone has signed in before carries a mark of that. With it they have tries of their own, which no
 * stranger can use up (OWASP's device cookies). It opens nothing: the password is still asked for.
 */

/** How long a mark is good for, in milliseconds. */
export const deviceMarkTtlMs = 365 * 24 * 3_600_000;

/** A staff room's computer is shared; the marks of those who signed in last stay. */
const maxMarks = 10;
const bytes = 16;

/** The marks with one for this account, as a browser is to keep them. @param marks what it sent */
export function withDeviceMark(app: App, marks: string, userId: string): string {
  const others = marksIn(marks).filter((m) => !isFor(app, m, userId));
  const nonce = randomBytes(bytes);
  const mine = Buffer.concat([nonce, sign(keysFor(app, 'device')[0], userId, nonce)]);
  return [mine, ...others]
    .slice(0, maxMarks)
    .map((m) => m.toString('base64url'))
    .join('.');
}

/** What this browser is called for this account; nothing where it has no mark of it. */
export function knownDevice(app: App, marks: string, userId: string): string | undefined {
  return marksIn(marks)
    .find((m) => isFor(app, m, userId))
    ?.subarray(0, bytes)
    .toString('base64url');
}

const marksIn = (marks: string): Buffer[] =>
  marks
    .split('.')
    .slice(0, maxMarks)
    .map((m) => Buffer.from(m, 'base64url'))
    .filter((m) => m.length === 2 * bytes);

const isFor = (app: App, mark: Buffer, userId: string): boolean =>
  keysFor(app, 'device').some((key) =>
    timingSafeEqual(mark.subarray(bytes), sign(key, userId, mark.subarray(0, bytes))),
  );

const sign = (key: Buffer, userId: string, nonce: Buffer): Buffer =>
  createHmac('sha256', key).update(userId).update(nonce).digest().subarray(0, bytes);
