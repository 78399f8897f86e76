import type { Request, Response } from 'express';
import type { App } from '../../src/service/context.ts';
import { type PageCentre, pageCentre } from '../../src/service/passwords/page-centre.ts';
import type { Known } from '../../src/service/sign-in/find-by-email.ts';
import { accountClientId, accountPath, forAccount } from '../../src/service/sign-in/issuer.ts';
import type { SiteOfCentre } from '../../src/service/sign-in/page-names.ts';
import { readUnderWay } from '../../src/service/sign-in/read-ahead.ts';
import type { Payload } from '../../src/service/sign-in/records.ts';
import { html } from '../../src/ui/html.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { layout } from '../pages/layout.ts';
import type { Interaction, Provider } from './oidc-library.ts';
import { cookieNames } from './provider-cookies.ts';

/** The provider, with the keys of now, but where it is said that none are needed. */
export type GetProvider = (what?: { keys?: boolean }) => Promise<Provider>;

/** A sign-in that is under way in this browser. */
interface SignIn {
  provider: Provider;
  interaction: Interaction;
  /** The same as it is kept. */
  kept: Payload;
  clientId: string;
  /** Whose e-mail was typed on its page. */
  known?: Known | undefined;
}
export type AtSite = SignIn & SiteOfCentre;
export type UnderWay = AtSite | (SignIn & AtAccount);

/** Of someone who wants to see their own account. The school is not known yet, unless there is only one. */
interface AtAccount {
  site: null;
  centre: PageCentre | null;
}

export const atAccount = async (app: App): Promise<AtAccount> => ({
  site: null,
  centre: await pageCentre(app, undefined),
});

/** The page for a sign-in that is not under way, or no longer. It leads back to one's own account, if it began there. */
export function sendTooOld(app: App, req: Request, res: Response): void {
  const isOfAccount = req.query.for === forAccount;
  const { title, lead } = isOfAccount ? signInWords.tooOldAccount : signInWords.tooOld;
  const back = html`<p><a class="button" href="${app.publicUrl}${accountPath}">${signInWords.tooOldAccount.open}</a></p>`;
  res.status(410).send(layout({ title, centre: null, body: html`<p>${lead}</p>${isOfAccount && back}` }));
}

/**
 * Finds the sign-in that a page is part of: by its address and by the cookie that this browser was given for it, so that no
 * page elsewhere can send one of our forms. For any other it sends the page that says so, and gives nothing back.
 *
 * @param email that came with its form, to be looked up with it
 */
export async function underWay(
  app: App,
  getProvider: GetProvider,
  req: Request,
  res: Response,
  email?: string,
): Promise<UnderWay | undefined> {
  const found = await find(app, await getProvider({ keys: false }), req, res, email);
  if (!found) sendTooOld(app, req, res);
  return found;
}

/** Not by the library's own way, which has the site read by a statement of its own. */
async function find(
  app: App,
  provider: Provider,
  req: Request,
  res: Response,
  email: string | undefined,
): Promise<UnderWay | undefined> {
  const { cookies } = provider.createContext(req, res);
  const id = cookies.get(cookieNames(app.publicUrl).interaction, { signed: true });
  if (!id || id !== req.params.uid) return undefined;
  const { interaction: kept, site, known } = await readUnderWay(app, id, email);
  if (!kept) return undefined;
  const interaction = new provider.Interaction(kept);
  const clientId = interaction.params.client_id;
  if (typeof clientId !== 'string') return undefined;
  // Of whoever was signed in as it began, and is no more, or as another, it goes no further.
  const { session } = interaction;
  if (session?.uid && (await provider.Session.findByUid(session.uid))?.accountId !== session.accountId)
    return undefined;
  const where = clientId === accountClientId ? await atAccount(app) : site;
  return where && { provider, interaction, kept, clientId, known, ...where };
}

/**
 * Keeps what came of a step of a sign-in in place of what came of the one before. Not by the library's own way, which reads all of it
 * again first.
 *
 * @throws SessionNotFound where it is not under way any more
 */
export async function keepResult({ interaction }: UnderWay, result: Interaction['result']): Promise<void> {
  interaction.result = result;
  await interaction.persist();
}
