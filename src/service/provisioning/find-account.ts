import type { Account, HowFound, Reach, SiteClient } from './site-client.ts';
import type { Wanted } from './state.ts';

/** Whose an account at the site is, by the id of ours that it carries: a user's who is `waiting` too, another's, nobody's. */
export type OwnerOf = (externalId: string) => Promise<'waiting' | 'ours' | 'nobody'>;

/** The e-mail is still another user's at the site, who is about to be brought up to date. */
export class WaitsForAnother extends Error {}

/** By what, and with which site, one user is talked about. */
export interface Talk {
  client: SiteClient;
  site: Reach;
  ownerOf: OwnerOf;
  clock: () => Date;
  signal: AbortSignal;
}

/** Of when what is looked at has to be, and whether the site has said that there is such an account. */
type Look = Pick<HowFound, 'asOf' | 'isThere'>;

/**
 * A user's account at a site: the one that is known by its id; else by the id of ours that it carries; else by the e-mail.
 *
 * @throws SiteTrouble; WaitsForAnother
 */
export async function findAccount(
  talk: Talk,
  { userId, remoteId }: { userId: string; remoteId: string | null },
  wanted: Wanted,
  look: Look,
): Promise<Account | undefined> {
  const { client, site, ownerOf, signal } = talk;
  const own = (remoteId && (await client.get(site, remoteId, signal))) || undefined;
  // The id may have become another's where the site was set up anew.
  const isOwn = own && (own.state.externalId === undefined || own.state.externalId === userId);
  if (isOwn) return own;
  const email = wanted.state?.email;
  const found = await client.find(site, { externalId: userId, ...(email && { email }) }, { signal, ...look });
  const carrier = found.find((a) => a.state.externalId === userId);
  if (carrier || wanted.state === null) return carrier;
  const [namesake] = found;
  const other = namesake?.state.externalId;
  // A site may keep no ids of ours: then someone who may not sign in any more is shut out there all the same.
  if (!wanted.make) return other === undefined ? namesake : undefined;
  const holder = other ? await ownerOf(other) : 'nobody';
  if (holder === 'waiting') throw new WaitsForAnother();
  // What is another user's is left alone; the site says that the e-mail is taken.
  return holder === 'ours' ? undefined : namesake;
}
