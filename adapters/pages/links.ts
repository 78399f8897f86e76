import type { Request, Response } from 'express';
import type { App } from '../../src/service/context.ts';
import { Refusal } from '../../src/service/errors.ts';
import { type FoundLink, lookUpLink, refuseUnlessOpen } from '../../src/service/passwords/open-link.ts';
import { forgottenPath, type PageCentre } from '../../src/service/passwords/page-centre.ts';
import { html } from '../../src/ui/html.ts';
import { pageWords } from '../../src/ui/sentences/pages.ts';
import { sentenceOf } from '../../src/ui/sentences/sentence.ts';
import type { LinkKind } from '../../src/words/links.ts';
import { addressOf, tokenOf } from './http-request.ts';
import { layout } from './layout.ts';

/**
 * Finds the open link that a page's address stands for. For any other it sends the page that says so (404 for one that is
 * unknown, 410 for one that worked once) and gives nothing back.
 */
export async function requestedLink(
  app: App,
  req: Request,
  res: Response,
  kinds: LinkKind[],
): Promise<FoundLink | null> {
  const link = await lookUpLink(app, { token: tokenOf(req), kinds, address: addressOf(req) });
  try {
    return refuseUnlessOpen(link);
  } catch (error) {
    if (!isDeadLink(error)) throw error;
    sendDeadLink(app, res, error, kinds, link?.centre ?? null);
    return null;
  }
}

export type DeadLink = Refusal<'link-unknown' | 'link-expired' | 'link-used'>;

export function isDeadLink(error: unknown): error is DeadLink {
  return error instanceof Refusal && error.code in pageWords.link.titles;
}

/** The page for a link that does not work, with the way to one that does. */
export function sendDeadLink(
  app: App,
  res: Response,
  refusal: DeadLink,
  kinds: LinkKind[],
  centre: PageCentre | null,
): void {
  const title = pageWords.link.titles[refusal.code];
  const [kind = 'reset'] = kinds;
  const ask = { 'confirm-email': pageWords.link.askCoordinator, 'confirm-chat': pageWords.link.askInChat };
  const next =
    kind in ask
      ? html`<p>${ask[kind as keyof typeof ask]}</p>`
      : html`<p><a class="button" href="${forgottenPath(app, centre?.number)}">${pageWords.link.newLink}</a></p>`;
  res
    .status(refusal.code === 'link-unknown' ? 404 : 410)
    .send(layout({ title, centre, body: html`<p class="lead">${sentenceOf(refusal)}</p>${next}` }));
}
