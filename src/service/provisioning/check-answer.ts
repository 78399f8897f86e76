import { isSameEmail } from '../../words/read-email.ts';
import { isAlwaysTold, notKept, type Part, parts } from './capabilities.ts';
import type { Talk } from './find-account.ts';
import type { Account, SiteClient } from './site-client.ts';
import { holds, type SiteState, type WantedAccount } from './state.ts';

/**
 * For how long what a site shows may be from before it was told, in milliseconds: some read from a copy that comes a little after.
 */
const lateMs = 60_000;

/** What a site was told of someone. */
interface Telling {
  /** Before, as far as it is known. */
  before: SiteState | null;
  /** Just now. */
  told: Part[];
}

/**
 * Looks whether a site has what it was told, by what its answer shows; where that leaves open what is not known of the site yet,
 * or whether someone who may have been let in is shut out, by looking at the account once more.
 *
 * What it keeps is learnt. That it does not keep something is learnt of whom it was told before, since what was told just now may
 * be shown a little later; but at once of what is told all the same.
 *
 * @param account as the answer shows it
 * @param telling nothing where the account was just made
 * @returns what the site has, as far as it can be known
 * @throws SiteTrouble `ignored` where it shows that it did not do what it was told
 */
export async function checkAnswer(
  { client, site, clock, signal }: Talk,
  account: Account,
  { state, mayHaveBeenIn }: WantedAccount,
  telling: Telling = { before: null, told: [...parts] },
): Promise<{ account: Account; taken: SiteState }> {
  const said = parts.filter((part) => isSaid(state[part]));
  const open = said.filter((part) => site.capabilities.parts[part] === undefined && !isSaid(account.state[part]));
  const isInDoubt = !state.active && mayHaveBeenIn;
  const isOpen = open.length > 0 || (isInDoubt && account.state.active === undefined);
  const now = isOpen ? await client.get(site, account.id, signal) : account;
  if (!now) throw client.trouble('gone');
  const seen = said.filter((part) => isSaid(now.state[part]));
  await learn(open.filter((part) => !seen.includes(part)));
  if (isInDoubt && now.state.active === undefined) throw client.trouble('activeUnknown');
  refuseIfIgnored(client, now, state);
  return { account: { ...now, etag: now.etag ?? account.etag }, taken: takenOf(state, now.state) };

  async function learn(unseen: Part[]): Promise<void> {
    const at = clock().getTime();
    const { unsureSince = at } = site.capabilities;
    const isLater = at - unsureSince > lateMs;
    const wasTold = (part: Part) => !telling.told.includes(part) && isSaid(telling.before?.[part]);
    const lost = unseen.filter((part) => isAlwaysTold(part) || (isLater && wasTold(part)));
    const learnt = [...seen.map((part) => [part, 'kept'] as const), ...lost.map((part) => [part, 'lost'] as const)];
    await site.learn({ ...(unseen.length > 0 && { unsureSince }), parts: Object.fromEntries(learnt) });
  }

  function takenOf(state: SiteState, shown: Partial<SiteState>): SiteState {
    const lost = notKept(site.capabilities);
    const other = seen.filter((part) => !lost.includes(part) && !holds(part, state, shown));
    const email = isSameEmail(shown.email, state.email) ? { email: state.email } : {};
    return { ...state, ...Object.fromEntries(other.map((part) => [part, shown[part]])), ...email };
  }
}

/** Whether there is anything to see of it. */
export const isSaid = (value: SiteState[Part] | undefined) =>
  value !== undefined && !(Array.isArray(value) && value.length === 0);

/** Whether someone may sign in, and by what name, can't be a little otherwise there. */
function refuseIfIgnored(client: SiteClient, { state: { active, email }, names }: Account, wanted: SiteState): void {
  if (active !== undefined && active !== wanted.active) {
    throw client.trouble(active ? 'stillActive' : 'notActive');
  }
  if (email === undefined || isSameEmail(email, wanted.email)) return;
  // Some have names of their own to sign in with, beside the e-mail. One that is an e-mail may be someone else's.
  const isOurs = (name: string) => isSameEmail(name, wanted.email);
  if (!names.some(isOurs) || !names.every((name) => isOurs(name) || !name.includes('@')))
    throw client.trouble('otherEmail');
}
