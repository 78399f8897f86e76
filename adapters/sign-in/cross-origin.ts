import type { Client, Context } from './oidc-library.ts';

/**
 * Whether a page of this origin may read what a site's client is answered: of a site that runs in the browser, and so has no
 * secret, its own pages. A site with a secret asks from its server, where no browser stands between; a page that asks in its
 * name is not its own.
 */
export const mayRead = (origin: string, { clientAuthMethod, redirectUris }: Client): boolean =>
  clientAuthMethod === 'none' && redirectUris.some((uri) => new URL(uri).origin === origin);

/** An answer that says nothing is of no type: clients in browsers refuse the text that the library says it is. */
export async function emptyWithoutType(ctx: Context, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.body === '') ctx.type = '';
}
