import { objectOf } from '../../../src/lib/json.ts';
import type { Part } from '../../../src/service/provisioning/capabilities.ts';
import {
  type Account,
  type AccountKey,
  type Reach,
  type SiteClient,
  SiteTrouble,
} from '../../../src/service/provisioning/site-client.ts';
import type { SiteState } from '../../../src/service/provisioning/state.ts';
import { siteTrouble as say } from '../../../src/ui/sentences/provisioning.ts';
import { patchSchema } from '../schema-ids.ts';
import type { Ask } from './ask.ts';
import type { Answer } from './http.ts';
import { isTaken, troubleOf } from './trouble.ts';
import { fromUser, toPatch, toUser, toWhole } from './user.ts';
import { optional, variants } from './variants.ts';

/** By what answers it is known that a method is none there. */
const noMethod = [404, 405, 501];

/** What is said where nothing is left to be told. */
const nothingToTell: Answer = { status: 204, headers: new Headers(), json: undefined, isPage: false };

/** Makes, changes and removes accounts. What a site refuses of anyone is found out once. @param clock in milliseconds */
export function writer(ask: Ask, get: SiteClient['get'], clock: () => number) {
  const send = variants(clock);

  /** What it has is read before, so that nothing of it is lost. */
  async function put(
    site: Reach,
    { id, etag }: AccountKey,
    told: Part[],
    user: (leftOut: Part[]) => object,
    signal: AbortSignal,
  ) {
    const path = at(id);
    const shown = await ask(site, { method: 'GET', path }, signal);
    if (shown.status !== 200) throw troubleOf(shown, 'GET', false, clock);
    const now = fromUser(shown.json, shown.headers.get('etag'));
    if (!now) throw new SiteTrouble('closed', say.notScim);
    if (etag && now.etag && etag !== now.etag) throw new SiteTrouble('changed', say.changed);
    return send(site, told, ({ leftOut, type }) => {
      const body = toWhole(objectOf(shown.json), { ...user(leftOut) });
      return ask(site, { method: 'PUT', path, body, etag, type }, signal);
    });
  }

  /** Where the site deletes nobody, nobody gets in by that account any more. */
  async function deactivate(site: Reach, key: AccountKey, signal: AbortSignal): Promise<void> {
    const body = { schemas: [patchSchema], Operations: [{ op: 'replace', path: 'active', value: false }] };
    const patch = { method: 'PATCH', path: at(key.id), body, etag: key.etag } as const;
    const answer = site.capabilities.wholeOnly ? undefined : await ask(site, patch, signal);
    const done =
      answer && !noMethod.includes(answer.status)
        ? answer
        : await put(site, key, [], () => ({ active: false }), signal);
    if (!isTaken(done)) throw troubleOf(done, 'PATCH', false, clock);
  }

  return {
    /** @returns nothing where the site does not say what it has made */
    async create(site: Reach, state: SiteState, signal: AbortSignal): Promise<Account | undefined> {
      const told = optional.filter((part) => state[part].length > 0);
      const answer = await send(site, told, ({ leftOut, type }) =>
        ask(site, { method: 'POST', path: '/Users', body: toUser(state, leftOut), type }, signal),
      );
      if (!isTaken(answer)) throw troubleOf(answer, 'POST', answer.status === 404, clock);
      const [, id] = /\/Users\/([^/?#]+)\/?$/.exec(answer.headers.get('location') ?? '') ?? [];
      return accountOf(answer, id === undefined ? undefined : decodeURIComponent(id));
    },

    async change(
      site: Reach,
      key: AccountKey,
      changes: Partial<SiteState>,
      state: SiteState,
      signal: AbortSignal,
    ): Promise<Account> {
      const told = Object.keys(changes) as Part[];
      let refused: SiteTrouble | undefined;
      if (!site.capabilities.wholeOnly) {
        const answer = await send(site, told, async ({ leftOut, type }) => {
          const rest = told.filter((part) => !leftOut.includes(part));
          if (rest.length === 0) return nothingToTell;
          return ask(
            site,
            { method: 'PATCH', path: at(key.id), body: toPatch(rest, state), etag: key.etag, type },
            signal,
          );
        });
        if (isTaken(answer)) return accountOf(answer, key.id) ?? bare(key);
        refused = troubleOf(answer, 'PATCH', false, clock);
        if (!noMethod.includes(answer.status) && refused.kind !== 'refused') throw refused;
      }
      const answer = await put(site, key, told, (leftOut) => toUser(state, leftOut), signal);
      if (!isTaken(answer)) throw troubleOf(answer, 'PUT', false, clock);
      if (refused) await site.learn({ wholeOnly: true });
      return accountOf(answer, key.id) ?? bare(key);
    },

    async remove(site: Reach, key: AccountKey, signal: AbortSignal): Promise<void> {
      const answer = await ask(site, { method: 'DELETE', path: at(key.id), etag: key.etag }, signal);
      const isGone = answer.status === 410 || answer.status === 404;
      if (!isTaken(answer) && !isGone && !noMethod.includes(answer.status))
        throw troubleOf(answer, 'DELETE', false, clock);
      const left = await get(site, key.id, signal);
      if (!left || left.state.active === false) return;
      if (isTaken(answer)) throw new SiteTrouble('ignored', say.stillThere);
      await deactivate(site, left, signal);
    },
  };
}

/** The account as an answer to a write shows it. @param id the site's own, as far as it is known; nothing is said without one */
function accountOf(answer: Answer, id: string | undefined): Account | undefined {
  if (answer.isPage) throw new SiteTrouble('closed', say.notScim);
  const etag = answer.headers.get('etag');
  return fromUser(answer.json, etag) ?? (id === undefined ? undefined : bare({ id, etag }));
}

const bare = (key: AccountKey): Account => ({ ...key, state: {}, names: [] });

export const at = (id: string) => `/Users/${encodeURIComponent(id)}`;
