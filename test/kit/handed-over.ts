import type { App } from '../../src/service/context.ts';
import type { HandedOver } from '../../src/service/one-time-secrets/hand-over.ts';
import { showHandOver } from '../../src/service/one-time-secrets/show.ts';

/** What the page at this address hands over, as if its button had been pressed. */
export const handedOver = (app: App, page: string | undefined): Promise<HandedOver> =>
  showHandOver(app, page?.split('/').at(-1) ?? '', '00000000-0000-4000-8000-000000000000');

/** The token of a directory that a page hands over. */
export async function tokenIn(app: App, page: string | undefined): Promise<string> {
  const secret = await handedOver(app, page);
  if (secret.kind !== 'directory-token') throw new Error('this is no token');
  return secret.token;
}

/** The secret of a site that a page hands over. */
export async function secretIn(app: App, page: string | undefined): Promise<string> {
  const secret = await handedOver(app, page);
  if (secret.kind !== 'site-client') throw new Error('this is no secret of a site');
  return secret.secret;
}
