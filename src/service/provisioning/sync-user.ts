import { isSameEmail } from '../../words/read-email.ts';
import { notTold, type Part } from './capabilities.ts';
import { checkAnswer } from './check-answer.ts';
import { findAccount, type Talk, WaitsForAnother } from './find-account.ts';
import { type Account, SiteTrouble } from './site-client.ts';
import { diff, type SiteState, type Wanted, type WantedAccount } from './state.ts';

/** What we know of a user's account at a site. */
export interface KnownAccount {
  userId: string;
  remoteId: string | null;
  etag: string | null;
  /** What the site took last; nothing where that is not known. */
  taken: SiteState | null;
  /** The site can't know them yet: they are younger than its connection, and nothing was sent about them. */
  isNew: boolean;
  /** When, by `performance.now()`, all that the site was asked about them before was done or never would be. */
  asOf: number;
}

/** What the site has now; nothing where it has no account. */
export type Synced = { remoteId: string; etag: string | null; taken: SiteState } | null;

/** How often an account is looked at anew that someone else keeps changing. */
const maxLooks = 3;

/**
 * Brings a site to what it should have of a user.
 *
 * @throws SiteTrouble; WaitsForAnother
 */
export async function syncUser(talk: Talk, known: KnownAccount, wanted: Wanted): Promise<Synced> {
  const { client, site, signal } = talk;
  let last: SiteTrouble | undefined;
  let refusedEtag: string | null = null;
  for (let look = 1; ; look += 1) {
    // What is to be removed need not be known.
    const state = known.taken ?? (wanted.state === null ? {} : undefined);
    const isKnown = look === 1 && known.remoteId !== null && state;
    const account: Account | undefined = isKnown
      ? { id: known.remoteId as string, etag: known.etag, state, names: [] }
      : look === 1 && known.isNew
        ? undefined
        : await findAccount(talk, known, wanted, {
            isThere: last?.kind === 'taken',
            asOf: last ? performance.now() : known.asOf,
          });
    // A version that is refused and still shown is none that can be named.
    if (account?.etag && account.etag === refusedEtag) account.etag = null;
    try {
      if (wanted.state === null) {
        if (account) await client.remove(site, account, signal);
        return null;
      }
      const { state } = wanted;
      if (account) return await change(talk, account, wanted, isKnown ? known.taken : null);
      if (!wanted.make) return null;
      const made = await client.create(site, state, signal);
      const { account: now, taken } = await checkAnswer(talk, made, wanted);
      return { remoteId: now.id, etag: now.etag, taken };
    } catch (error) {
      if (!(error instanceof SiteTrouble) || look === maxLooks) throw error;
      // Made by someone else in between, gone, changed, or not done at first: looked at anew.
      const isAgain = ['taken', 'gone', 'changed'].includes(error.kind) || (error.kind === 'ignored' && look === 1);
      if (!isAgain) throw error;
      if (error.kind === 'changed') refusedEtag = account?.etag ?? null;
      last = error;
    }
  }
}

/** @param before what it was told of them before, as far as that is known */
async function change(talk: Talk, account: Account, wanted: WantedAccount, before: SiteState | null): Promise<Synced> {
  const { client, site, ownerOf, signal } = talk;
  const { state } = wanted;
  const told: Part[] = [];
  let now = account;
  let has = account.state;
  let taken = state;
  try {
    // What was known of it may be long ago: what the answer shows to be otherwise is told too, once.
    for (;;) {
      // Sites may write an e-mail in letters of their own.
      if (isSameEmail(has.email, state.email)) has = { ...has, email: state.email };
      const changes = diff(state, has, [...notTold(site.capabilities), ...told]);
      told.push(...(Object.keys(changes) as Part[]));
      if (Object.keys(changes).length === 0) return { remoteId: now.id, etag: now.etag, taken };
      const answer = await client.change(site, now, changes, state, signal);
      ({ account: now, taken } = await checkAnswer(talk, answer, wanted, { before, told }));
      has = { ...has, ...changes, ...now.state };
    }
  } catch (error) {
    if (!(error instanceof SiteTrouble) || error.kind !== 'taken') throw error;
    const [holder] = await client.find(
      site,
      { email: state.email },
      { signal, isThere: true, asOf: performance.now() },
    );
    const other = holder?.state.externalId;
    if (!other || other === state.externalId || (await ownerOf(other)) !== 'waiting') throw error;
    await stepAside(talk, account, state);
    throw new WaitsForAnother();
  }
}

/** Lets go of the e-mail that the account has: where people exchanged theirs, each would wait for the other for ever. */
async function stepAside({ client, site, signal }: Talk, account: Account, state: SiteState): Promise<void> {
  const email = `${state.externalId}@moving.invalid`;
  if (account.state.email === email) return;
  await client.change(
    site,
    account,
    { ...diff(state, account.state, notTold(site.capabilities)), email },
    { ...state, email },
    signal,
  );
}
