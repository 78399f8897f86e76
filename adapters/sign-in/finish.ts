import type { Request, Response } from 'express';
import type { App } from '../../src/service/context.ts';
import { acrOf } from '../../src/service/sign-in/claims.ts';
import { goBackHere } from './go-back-here.ts';
import type { UnderWay } from './interaction.ts';

/**
 * Signs someone in, and sends them on to the site.
 *
 * @param who.at when, in seconds
 * @param who.isStrong whether they gave a second factor beside the password
 */
export async function finishSignIn(
  app: App,
  found: UnderWay,
  req: Request,
  res: Response,
  { userId, at, isStrong }: { userId: string; at: number; isStrong: boolean },
): Promise<void> {
  // RFC 8176. The session ends with the browser: many sign in at computers that others use too.
  const amr = isStrong ? ['pwd', 'otp', 'mfa'] : ['pwd'];
  const login = { accountId: userId, ts: at, remember: false, amr, acr: acrOf(isStrong) };
  await goBackHere(app, found, req, res, { login });
}
