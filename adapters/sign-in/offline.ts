import type { Context } from './oidc-library.ts';
import { setQuery } from './posted.ts';

/**
 * Adds the consent without which the library gives no refresh token (OpenID Connect Core 1.0, section 11), and which many sites
 * don't ask for. The school gave it when it connected the site: nobody sees a page for it.
 */
export async function addingConsent(ctx: Context, next: () => Promise<void>): Promise<void> {
  const query = ctx.method === 'GET' && ctx.path === '/auth' ? new URL(ctx.url, 'http://x').searchParams : undefined;
  const [scopes, prompts] = [query?.getAll('scope').join(' ').split(' '), query?.getAll('prompt') ?? []];
  // One that may show no page can't ask for consent too; what is there twice is refused.
  if (query && scopes?.includes('offline_access') && prompts.length < 2 && !/none|consent/.test(prompts[0] ?? '')) {
    query.set('prompt', [...prompts, 'consent'].join(' ').trim());
    setQuery(ctx, query);
  }
  await next();
}
