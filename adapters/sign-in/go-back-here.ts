import type { Request, Response } from 'express';
import type { App } from '../../src/service/context.ts';
import { oidcPath } from '../../src/service/sign-in/issuer.ts';
import { whileFollowed } from './follow.ts';
import type { UnderWay } from './interaction.ts';
import type { Context, Interaction } from './oidc-library.ts';
import { putPublicAddress } from './public-address.ts';
import { carriedBy, carry } from './request-state.ts';

/**
 * Goes back to the library with what came of the pages, in the answer to the last of them: a browser that is sent there asks once more for
 * what is known here already, and until it comes all of it has to be kept. The library is asked as the browser would ask it. What comes
 * of it is written down with the session, or not at all; where nothing came of it, the sign-in is still where it was.
 */
export async function goBackHere(
  app: App,
  { provider, interaction, kept }: UnderWay,
  req: Request,
  res: Response,
  result: NonNullable<Interaction['result']>,
): Promise<void> {
  carry(req, { ...kept, result });
  req.url = `/auth/${interaction.uid}`;
  req.originalUrl = oidcPath + req.url;
  putPublicAddress(req, app.publicUrl);
  await whileFollowed(() => provider.callback()(req, res));
}

/** The library takes such a request by an address, and no form. After what has to know that it is one. */
export async function takingWhoGoesBack(ctx: Context, next: () => Promise<void>): Promise<void> {
  if (carriedBy(ctx.req)) ctx.method = 'GET';
  await next();
}
