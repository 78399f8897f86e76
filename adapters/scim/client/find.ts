import { lookUps } from '../../../src/service/provisioning/capabilities.ts';
import {
  type Account,
  type AccountFilter,
  type HowFound,
  type Reach,
  SiteTrouble,
} from '../../../src/service/provisioning/site-client.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import { isSameEmail } from '../../../src/words/email.ts';
import type { Ask } from './ask.ts';
import { listed, type lists } from './list.ts';
import { troubleOf } from './trouble.ts';

const attribute = { externalId: 'externalId', email: 'userName' } as const;
type Key = keyof typeof attribute;

/** How sites say that they don't understand a question: a refusal of it is none of the person whom it is about. */
const notUnderstood = [400, 405, 414, 422, 500, 501];

/** Looks accounts up, by questions that the site understands; where it understands none, in the list of all. */
export function finder(
  ask: Ask,
  list: ReturnType<typeof lists>,
  get: (site: Reach, id: string, signal: AbortSignal) => Promise<Account | undefined>,
  clock: () => number,
) {
  /** @returns nothing where it is not understood */
  async function question(site: Reach, by: AccountFilter, keys: Key[], signal: AbortSignal) {
    const filter = keys.map((k) => `${attribute[k]} eq ${JSON.stringify(by[k])}`).join(' or ');
    const answer = await ask(site, { method: 'GET', path: `/Users?${new URLSearchParams({ filter })}` }, signal);
    // Some say that nobody is found as if there were no such place.
    if (answer.status === 404 && isScim(answer.json)) return [];
    if (notUnderstood.includes(answer.status)) return undefined;
    if (answer.status !== 200) throw troubleOf(answer, 'GET', answer.status === 404, clock);
    const found = listed(answer);
    if (!found) throw new SiteTrouble('closed', say.notScim);
    // One that does not know the filter may answer with everyone.
    return found.accounts.every((account) => isMeant(account, by)) ? found.accounts : undefined;
  }

  async function inList(site: Reach, by: AccountFilter, asOf: number, signal: AbortSignal): Promise<Account[]> {
    const found = (await list.recent(site, asOf, signal)).filter((account) => isMeant(account, by));
    // As they are now.
    return (await Promise.all(found.map(({ id }) => get(site, id, signal)))).flatMap((a) => a ?? []);
  }

  /** @returns nothing where a question was not understood */
  async function by(way: (typeof lookUps)[number], site: Reach, who: AccountFilter, how: HowFound) {
    const { signal, asOf } = how;
    const keys = (Object.keys(attribute) as Key[]).filter((k) => who[k] !== undefined);
    if (way === 'list') return inList(site, who, asOf, signal);
    if (way === 'both') return question(site, who, keys, signal);
    if (way === 'each') {
      if (keys.length === 1) return undefined;
      const found: Account[] = [];
      for (const key of keys) {
        const some = await question(site, who, [key], signal);
        if (!some) return undefined;
        found.push(...some);
      }
      return found;
    }
    const found = who.email === undefined ? [] : await question(site, who, ['email'], signal);
    // They may be there under another e-mail.
    return found?.length === 0 && who.externalId !== undefined ? inList(site, who, asOf, signal) : found;
  }

  return async (site: Reach, who: AccountFilter, how: HowFound): Promise<Account[]> => {
    const known = site.capabilities.lookUp ?? 'both';
    const isWholeQuestion = who.email !== undefined && who.externalId !== undefined;
    for (const way of lookUps.slice(lookUps.indexOf(known))) {
      const found = await by(way, site, who, how);
      if (!found || (how.isThere && found.length === 0 && way !== 'list')) continue;
      if (way !== known && isWholeQuestion && (found.length > 0 || !how.isThere)) await site.learn({ lookUp: way });
      return found;
    }
    return [];
  };
}

const isMeant = ({ state, names }: Account, { externalId, email }: AccountFilter) =>
  (externalId !== undefined && state.externalId?.toLowerCase() === externalId.toLowerCase()) ||
  (email !== undefined && names.some((name) => isSameEmail(name, email)));

const isScim = (json: unknown) => Array.isArray((json as { schemas?: unknown } | undefined)?.schemas);
