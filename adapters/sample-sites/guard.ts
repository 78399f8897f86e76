import type { NextFunction, Request, Response } from 'express';
import { HttpError } from '../pages/http-error.ts';

/**
 * For what a person does in a browser: pages may be opened from anywhere, for Staffroom sends people here by its own
 * address, which may be another; what changes something is only taken from the site's own pages.
 */
export function fromOwnPages(req: Request, _res: Response, next: NextFunction): void {
  const { 'sec-fetch-site': from, 'sec-fetch-mode': mode, origin, host } = req.headers;
  const own = from === 'same-origin' || (from === undefined && origin === `http://${host}`);
  const reads = req.method === 'GET' || req.method === 'HEAD';
  const opens = from === undefined || from === 'none' || mode === 'navigate';
  next(own || (reads && opens) ? undefined : new HttpError(403));
}
