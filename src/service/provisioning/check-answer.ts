import { isSameEmail } from '../../words/email.ts';
import { notKept, type Part, parts } from './capabilities.ts';
import type { Account, Reach, SiteClient } from './site-client.ts';
import { isSame, type SiteState } from './state.ts';

/**
 * Looks whether a site has what it was told, by what its answer shows; where that leaves open what is not known of the site yet,
 * or whether someone who may not sign in is shut out, by looking at the account once more. What it does not keep is learnt.
 *
 * @param account as the answer shows it
 * @returns what the site has, as far as it can be known
 * @throws SiteTrouble `ignored` where it shows that it did not do what it was told
 */
export async function checkAnswer(
  client: SiteClient,
  site: Reach,
  account: Account,
  state: SiteState,
  signal: AbortSignal,
): Promise<{ account: Account; taken: SiteState }> {
  const said = parts.filter((part) => isSaid(state[part]));
  const open = said.filter((part) => site.capabilities.parts[part] === undefined && !isSaid(account.state[part]));
  const isOpen = open.length > 0 || (!state.active && account.state.active === undefined);
  const now = isOpen ? await client.get(site, account.id, signal) : account;
  if (!now) throw client.trouble('gone');
  const seen = said.filter((part) => isSaid(now.state[part]));
  const learnt = [...seen.map((part) => [part, 'kept'] as const), ...open.map((part) => [part, lostOr(part)] as const)];
  await site.learn({ parts: Object.fromEntries(learnt) });
  refuseIfIgnored(client, now, state);
  return { account: { ...now, etag: now.etag ?? account.etag }, taken: takenOf(state, now.state) };

  function lostOr(part: Part) {
    return seen.includes(part) ? 'kept' : 'lost';
  }

  function takenOf(state: SiteState, shown: Partial<SiteState>): SiteState {
    const lost = notKept(site.capabilities);
    const other = seen.filter((part) => !lost.includes(part) && !isSame(shown[part], state[part]));
    const email = isSameEmail(shown.email, state.email) ? { email: state.email } : {};
    return { ...state, ...Object.fromEntries(other.map((part) => [part, shown[part]])), ...email };
  }
}

const isSaid = (value: SiteState[Part] | undefined) =>
  value !== undefined && !(Array.isArray(value) && value.length === 0);

/** Whether someone may sign in, and by what name, can't be a little otherwise there. */
function refuseIfIgnored(client: SiteClient, { state: { active, email } }: Account, wanted: SiteState): void {
  if (!wanted.active && active === undefined) throw client.trouble('activeUnknown');
  if (active !== undefined && active !== wanted.active) {
    throw client.trouble(active ? 'stillActive' : 'notActive');
  }
  if (email !== undefined && !isSameEmail(email, wanted.email)) throw client.trouble('otherEmail');
}
