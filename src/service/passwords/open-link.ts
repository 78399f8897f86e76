import type { LinkKind } from '../../words/links.ts';
import type { App } from '../context.ts';
import { Refusal } from '../errors.ts';
import { consume } from '../rate-limit.ts';
import { type FoundLink, findLink } from './find-link.ts';

/** Links that are none of ours, from one address. Good ones are not counted. */
const unknownLinks = { limit: 30, perMs: 15 * 60_000 };

/**
 * What the page behind a link should show. Reading uses nothing up: mail scanners open every link before its reader does.
 *
 * @param input.address the caller's
 * @returns nothing for a link that there is not
 * @throws Refusal `too-many-tries`
 */
export async function lookUpLink(
  app: App,
  { token, kinds, address }: { token: string; kinds: LinkKind[]; address: string },
): Promise<FoundLink | null> {
  const link = await findLink(app, token, kinds);
  if (!link) await consume(app, 'unknown-link', address, unknownLinks);
  return link;
}

/** @throws Refusal `link-unknown`, `link-expired` or `link-used` */
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
