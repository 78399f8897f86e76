import type { LinkKind } from '../../words/links.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { type FoundLink, findLink } from './find-link.ts';

/**
 * What the page behind a link should show. Reading uses nothing up: mail scanners open every link before its reader does.
 *
 * @throws Refusal `link-unknown`, `link-expired` or `link-used`
 */
export async function openLink(app: App, token: string, kinds: LinkKind[]): Promise<FoundLink> {
  return refuseUnlessOpen(await findLink(app, token, kinds));
}

/** Gives an open link back, and refuses any other. */
export function refuseUnlessOpen(link: FoundLink | null): FoundLink {
  if (!link) throw new Refusal('link-unknown', {});
  if (link.state === 'used') throw new Refusal('link-used', {});
  if (link.state === 'expired') throw new Refusal('link-expired', {});
  return link;
}
