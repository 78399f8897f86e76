import type { Request, Response } from 'express';
import type { App } from '../../src/service/context.ts';
import { deviceMarkTtlMs, withDeviceMark } from '../../src/service/sign-in/device.ts';
import { hostCookie } from './host-cookie.ts';
import { cookieOf } from './http-request.ts';

const cookie = ({ publicUrl }: App) => hostCookie(publicUrl, 'device');

/** The marks of accounts that have signed in with this browser before, as it sent them. */
export const deviceMarks = (app: App, req: Request): string => cookieOf(req, cookie(app).name) ?? '';

/** Has the browser keep a mark of this account too. */
export function setDeviceMark(app: App, res: Response, marks: string, userId: string): void {
  const { name, options } = cookie(app);
  res.cookie(name, withDeviceMark(app, marks, userId), { ...options, maxAge: deviceMarkTtlMs });
}
