import type { IncomingMessage } from 'node:http';
import express from 'express';
import { objectOf } from '../../src/lib/json.ts';
import { cookieOf } from '../pages/http-request.ts';
import { type Context, formPost, type Provider } from './oidc-library.ts';
import { cookieNames } from './provider-cookies.ts';

/** What takes a form as well as a query: OpenID Connect Core 1.0, 3.1.2.1, and RP-Initiated Logout 1.0, section 2. */
export const formPaths = ['/auth', '/session/end'];

/**
 * Reads the form, which may hold an ID token. What is in it goes back to the site in an address, and with headers of more than
 * 16,384 bytes few programs read an answer; of an address servers take about half of that.
 */
export const readForm = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 100, inflate: false });

/** Marks a form that our own page has sent on. */
const again = 'again';

/**
 * Takes a site's form as if its fields had come in the address, where the library reads them.
 *
 * A form on a page of another site brings none of our cookies, which are `SameSite=Lax`: whoever is signed in would not seem to
 * be. So a page of ours sends it once more. With that it can do no more than a link to the same address, whose cookies come.
 */
export const takingForms =
  (provider: Provider, publicUrl: string) =>
  async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    if (ctx.method !== 'POST' || !formPaths.includes(ctx.path)) return next();
    const body = objectOf((ctx.req as IncomingMessage & { body?: unknown }).body);
    // No others mean anything to the library, which writes them into the page as they are; a field `submit` would stand in the
    // place of the form's own way to be sent.
    const form = Object.entries(body).filter(([name]) => /^\w+$/.test(name) && name !== 'submit');
    const single = form.filter((f): f is [string, string] => typeof f[1] === 'string');
    const isOwn = ctx.query[again] !== undefined || cookieOf(ctx.req, cookieNames(publicUrl).session) !== undefined;
    // What is there twice the library refuses.
    if (!isOwn && single.length === form.length) {
      return formPost(ctx, `${provider.issuer}${ctx.path}?${again}`, Object.fromEntries(single));
    }
    ctx.method = 'GET';
    setQuery(ctx, new URLSearchParams(form.flatMap(([name, v]) => [v].flat().map((one) => [name, String(one)]))));
    await next();
  };

/** Has a request ask for this. What stands before its path, where it is mounted, the library reads off the two addresses. */
export function setQuery(ctx: Context, query: URLSearchParams): void {
  const { req } = ctx as { req: IncomingMessage & { originalUrl?: string } };
  const before = (req.originalUrl ?? '').slice(0, -(req.url ?? '').length);
  ctx.url = `${ctx.path}?${query}`;
  req.originalUrl = before + ctx.url;
}
