import type { Mail } from './server.ts';
import type { WireMail } from './wire.ts';

/** A mail's HTML runs no script and fetches nothing; its links open in a tab of their own. */
export const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** The page for a mail's frame. */
export function mailPage(mail: Mail): string {
  // After the doctype, if there is one, so that the page is not drawn in quirks mode.
  const [, doctype = ''] = /^(\s*<!doctype[^>]*>)/i.exec(mail.html) ?? [];
  return `${doctype || '<!doctype html>'}<meta charset="utf-8"><base target="_blank">${mail.html.slice(doctype.length)}`;
}

export function toWireMail(mail: Mail): WireMail {
  const { id, to, from, subject, text, at } = mail;
  return { id, to, from, subject, text, at: at.toISOString() };
}
