import type { Context } from './oidc-library.ts';
import { setQuery } from './posted.ts';

/**
 * Puts what a site asks people for into words that the library takes.
 *
 * - `select_account`: who signs in says who they are, so that they may be someone else.
 * - `offline_access` gives a refresh token with consent alone (OpenID Connect Core 1.0, section 11), for which many sites don't
 *   ask. The school gave it when it connected the site: nobody sees a page for it.
 */
export async function understandingPrompts(ctx: Context, next: () => Promise<void>): Promise<void> {
  const query = ctx.method === 'GET' && ctx.path === '/auth' ? new URL(ctx.url, 'http://x').searchParams : undefined;
  // What is there twice is refused.
  if (query && query.getAll('prompt').length < 2) {
    const before = query.get('prompt') ?? '';
    const prompts = new Set(before.split(' ').map((p) => (p === 'select_account' ? 'login' : p)));
    prompts.delete('');
    const scopes = query.get('scope')?.split(' ');
    // One that may show no page can't ask for consent too.
    if (scopes?.includes('offline_access') && !prompts.has('none')) prompts.add('consent');
    const after = [...prompts].join(' ');
    if (after !== before) {
      query.set('prompt', after);
      setQuery(ctx, query);
    }
  }
  await next();
}
