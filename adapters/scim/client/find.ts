import { lookUps } from '../../../src/service/provisioning/capabilities.ts';
import type { Account, AccountFilter, HowFound, Reach } from '../../../src/service/provisioning/site-client.ts';
import { isSameEmail } from '../../../src/words/read-email.ts';
import type { Ask } from './ask.ts';
import type { Answer } from './http.ts';
import { listed, type lists } from './list.ts';
import { isTaken, troubleOf } from './trouble.ts';

const attribute = { externalId: 'externalId', email: 'userName' } as const;
type Key = keyof typeof attribute;

/** How sites say that they don't understand a question: a refusal of it is none of the person whom it is about. */
const notUnderstood = [400, 404, 405, 414, 422, 501];

/** What came of a question: who was found; that it is not understood; or that it broke, which may pass. */
type Found = Account[] | 'not understood' | 'broken';

/** Looks accounts up, by questions that the site understands; where it understands none, in the list of all. */
export function finder(
  ask: Ask,
  list: ReturnType<typeof lists>,
  get: (site: Reach, id: string, signal: AbortSignal) => Promise<Account | undefined>,
  clock: () => number,
) {
  async function question(site: Reach, by: AccountFilter, keys: Key[], signal: AbortSignal): Promise<Found> {
    const filter = keys.map((k) => `${attribute[k]} eq ${JSON.stringify(by[k])}`).join(' or ');
    const answer = await ask(site, { method: 'GET', path: `/Users?${new URLSearchParams({ filter })}` }, signal);
    // Some say that nobody is found as if there were no such place.
    if (answer.status === 404 && isScim(answer.json)) return [];
    if (answer.status === 500) return 'broken';
    if (notUnderstood.includes(answer.status)) return 'not understood';
    const found = isTaken(answer) ? listed(answer) : undefined;
    if (!found && !saysNothing(answer)) throw troubleOf(answer, 'GET', false, clock);
    // One that does not know the filter may answer with nothing, or with everyone.
    return found?.accounts.every((account) => isMeant(account, by)) ? found.accounts : 'not understood';
  }

  async function inList(site: Reach, by: AccountFilter, asOf: number, signal: AbortSignal): Promise<Account[]> {
    const found = (await list.recent(site, asOf, signal)).filter((account) => isMeant(account, by));
    // As they are now.
    return (await Promise.all(found.map(({ id }) => get(site, id, signal)))).flatMap((a) => a ?? []);
  }

  async function by(way: (typeof lookUps)[number], site: Reach, who: AccountFilter, how: HowFound): Promise<Found> {
    const { signal, asOf } = how;
    const keys = (Object.keys(attribute) as Key[]).filter((k) => who[k] !== undefined);
    if (way === 'list') return inList(site, who, asOf, signal);
    if (way === 'both') return question(site, who, keys, signal);
    if (way === 'each') {
      if (keys.length === 1) return 'not understood';
      const found: Account[] = [];
      for (const key of keys) {
        const some = await question(site, who, [key], signal);
        if (typeof some === 'string') return some;
        found.push(...some);
      }
      return found;
    }
    const found = who.email === undefined ? [] : await question(site, who, ['email'], signal);
    // They may be there under another e-mail.
    return found.length === 0 && who.externalId !== undefined ? inList(site, who, asOf, signal) : found;
  }

  return async (site: Reach, who: AccountFilter, how: HowFound): Promise<Account[]> => {
    const known = site.capabilities.lookUp ?? 'both';
    const isWholeQuestion = who.email !== undefined && who.externalId !== undefined;
    let isBroken = false;
    for (const way of lookUps.slice(lookUps.indexOf(known))) {
      const found = await by(way, site, who, how);
      isBroken ||= found === 'broken';
      if (typeof found === 'string' || (how.isThere && found.length === 0 && way !== 'list')) continue;
      const isLearnt = !isBroken && way !== known && isWholeQuestion && (found.length > 0 || !how.isThere);
      if (isLearnt) await site.learn({ lookUp: way });
      return found;
    }
    return [];
  };
}

const isMeant = ({ state, names }: Account, { externalId, email }: AccountFilter) =>
  (externalId !== undefined && state.externalId?.toLowerCase() === externalId.toLowerCase()) ||
  (email !== undefined && names.some((name) => isSameEmail(name, email)));

const saysNothing = (answer: Answer) =>
  isTaken(answer) && !answer.isPage && Object.keys(answer.json ?? {}).length === 0;

const isScim = (json: unknown) => Array.isArray((json as { schemas?: unknown } | undefined)?.schemas);
