import type { Response } from 'express';
import type { CaughtMail } from '../../src/ui/caught-mail.ts';

/** Said by the frame as well as by the page in it, so that a mail stays shut in where one of the two is not heeded. */
export const mailSandbox = 'allow-popups allow-popups-to-escape-sandbox';

/** A mail's HTML runs no script and fetches nothing; its links open in a tab of their own. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  `sandbox ${mailSandbox}`,
].join('; ');

/** Sends the page for a mail's frame. */
export function sendMailPage(res: Response, { html }: CaughtMail): void {
  // After the doctype, if there is one, so that the page is not drawn in quirks mode.
  const [, doctype = ''] = /^(\s*<!doctype[^>]*>)/i.exec(html) ?? [];
  res.set({
    'Content-Security-Policy': mailPolicy,
  });
  // Older browsers know this alone, by which nobody may put a page into a frame.
  res.removeHeader('X-Frame-Options');
  res.send(`${doctype || '<!doctype html>'}<meta charset="utf-8"><base target="_blank">${html.slice(doctype.length)}`);
}
