import type { RequestHandler } from 'express';

/** The headers of what is answered to programs, and before the pages are there: what browsers make of it is nothing. */
export const plainHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const each = Object.entries(plainHeaders);

/** For the doors of chats, which are asked before what only pages need: the headers of pages (`security-headers.ts`) are set over these. */
export const withPlainHeaders: RequestHandler = (_req, res, next) => {
  for (const [name, value] of each) res.setHeader(name, value);
  next();
};
