import type { Request, Response } from 'express';
import type { App } from '../../src/service/context.ts';
import { type PageCentre, pageCentre } from '../../src/service/passwords/page-centre.ts';
import { accountClientId, accountPath, forAccount } from '../../src/service/sign-in/issuer.ts';
import { type SiteOfCentre, siteOfClient } from '../../src/service/sign-in/page-names.ts';
import { html } from '../../src/ui/html.ts';
import { signInWords } from '../../src/ui/sentences/sign-in.ts';
import { layout } from '../pages/layout.ts';
import { errors, type Interaction, type Provider } from './oidc-library.ts';

/** The provider, with the keys of now, but where it is said that none are needed. */
export type GetProvider = (what?: { keys?: boolean }) => Promise<Provider>;

/** A sign-in that is under way in this browser. */
interface SignIn {
  provider: Provider;
  interaction: Interaction;
  clientId: string;
}
export type AtSite = SignIn & SiteOfCentre;
export type UnderWay = AtSite | (SignIn & AtAccount);

/** Of someone who wants to see their own account. The school is not known yet, unless there is only one. */
interface AtAccount {
  site: null;
  centre: PageCentre | null;
}

async function whereTo(app: App, clientId: unknown): Promise<SiteOfCentre | AtAccount | undefined> {
  return clientId === accountClientId
    ? { site: null, centre: await pageCentre(app, undefined) }
    : siteOfClient(app, clientId);
}

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
 */
export async function underWay(
  app: App,
  getProvider: GetProvider,
  req: Request,
  res: Response,
): Promise<UnderWay | undefined> {
  const provider = await getProvider({ keys: false });
  const interaction = await provider.interactionDetails(req, res).catch((error) => {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  });
  const clientId = interaction?.params.client_id;
  const found = await whereTo(app, clientId);
  if (!interaction || interaction.uid !== req.params.uid || !found || typeof clientId !== 'string') {
    sendTooOld(app, req, res);
    return undefined;
  }
  return { provider, interaction, clientId, ...found };
}

/**
 * Keeps what came of a step of a sign-in in place of what came of the one before. Not by the library's own way, which reads all of it
 * again first.
 *
 * @returns where it goes on
 * @throws SessionNotFound where it is not under way any more
 */
export async function keepResult({ interaction }: UnderWay, result: Interaction['result']): Promise<string> {
  interaction.result = result;
  await interaction.persist();
  return interaction.returnTo;
}
