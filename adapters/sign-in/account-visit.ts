import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { isSameSecret } from '../../src/lib/hash.ts';
import type { App } from '../../src/service/context.ts';
import { base64url, macsOf } from '../../src/service/keys/derived.ts';
import { consume, type Rate } from '../../src/service/rate-limit.ts';
import { type OwnAccount, readOwnAccount } from '../../src/service/second-factor/own.ts';
import { accountClientId, accountPath, issuerOf } from '../../src/service/sign-in/issuer.ts';
import { HttpError } from '../pages/http-error.ts';
import { value } from '../pages/http-request.ts';
import type { GetProvider } from './interaction.ts';

/** How long after the sign-in one's own account is open, in seconds: who finds the browser an hour later changes nothing. */
const openForS = 15 * 60;

/** What one person's forms may ask for, whatever it is: more than anyone does by hand. What is dear has a limit of its own. */
const formsRate = { limit: 100, perMs: 15 * 60_000 } satisfies Rate;

/** Someone who has just signed in, and looks at their own account. */
export interface Visit {
  userId: string;
  /** When they signed in, in seconds. */
  at: number;
  /** The session's id that stays. */
  uid: string;
  account: OwnAccount;
  /** What each form of the page carries, so that no page elsewhere can send one. */
  token: string;
}

/**
 * Finds who looks at their account. Whoever has not signed in just now is sent to do that, and nothing comes back.
 *
 * @throws Refusal `too-many-tries` for whoever sends many forms
 */
export async function accountVisit(
  app: App,
  getProvider: GetProvider,
  req: Request,
  res: Response,
): Promise<Visit | undefined> {
  const provider = await getProvider({ keys: false });
  const { accountId, loginTs = 0, amr = [], uid } = await provider.Session.get(provider.createContext(req, res));
  const account = accountId ? await readOwnAccount(app, accountId) : undefined;
  const isFresh = app.clock().getTime() / 1_000 - loginTs < openForS;
  const isStrong = amr.includes('mfa') || !(account?.secondFactorSince || account?.mustHaveSecondFactor);
  if (!accountId || !account || !isFresh || !isStrong) {
    res.redirect(303, signInAddress(app));
    return undefined;
  }
  const [token, ...before] = macsOf(app, `account:${uid}`, base64url);
  const sent = value(req, 'token');
  if (req.method === 'POST') {
    if (![token, ...before].some((t) => isSameSecret(t, sent))) throw new HttpError(403);
    await consume(app, 'account-forms', accountId, formsRate);
  }
  return { userId: accountId, at: loginTs, uid, account, token };
}

/** The page signs people in as a site does. Nobody fetches a token: its code is of no use to anyone. */
function signInAddress(app: App): string {
  const query = new URLSearchParams({
    client_id: accountClientId,
    redirect_uri: app.publicUrl + accountPath,
    response_type: 'code',
    scope: 'openid',
    prompt: 'login',
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
    state: randomBytes(16).toString('base64url'),
  });
  return `${issuerOf(app)}/auth?${query}`;
}
