import type { Request, Response } from 'express';
import type { App } from '../../src/service/context.ts';
import { deviceMarkTtlMs, withDeviceMark } from '../../src/service/sign-in/device.ts';
import { cookieOf } from './http-request.ts';

const name = 'staffroom_device';

/** The marks of accounts that have signed in with this browser before, as it sent them. */
export const deviceMarks = (req: Request): string => cookieOf(req, name) ?? '';

/** Has the browser keep a mark of this account too. */
export function setDeviceMark(app: App, res: Response, marks: string, userId: string): void {
  const { protocol, pathname } = new URL(app.publicUrl);
  res.cookie(name, withDeviceMark(app, marks, userId), {
    httpOnly: true,
    sameSite: 'lax',
    secure: protocol === 'https:',
    path: pathname,
    maxAge: deviceMarkTtlMs,
  });
}
