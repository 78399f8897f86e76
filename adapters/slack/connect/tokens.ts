import { LRUCache } from 'lru-cache';
import { openCache } from '../../../src/lib/cache.ts';
import type { Changes } from '../../../src/lib/changes.ts';
import { PlatformError } from '../../chat/failure.ts';
import type { Outage, Outages } from '../../chat/outages.ts';
import { type Api, type ApiOptions, type Apis, openApis, SlackError } from './api.ts';
import { isOfToken } from './failures.ts';
import type { Home, Homes } from './homes.ts';
import { optionalScopes } from './scopes.ts';

/** The tokens by which workspaces are spoken to. */
export interface Tokens {
  /** @throws NotInstalled */
  token(home: Home): Promise<string>;
  /** Calls that look for the token when they are made, so that none waits for the database before it has to. */
  api(home: Home, how?: keyof Apis): Api;
  /** The workspace's token may have changed. */
  forget(id: string): void;
}

/** A token as it is stored. */
export interface Found {
  token: string;
  /** It is of a whole Grid. */
  isOrgWide: boolean;
  /** The scopes that we ask for and it has not. */
  lacks: string[];
}

/** Where tokens are stored. */
export interface TokenStore extends Pick<Homes, 'known' | 'forget'> {
  /** Those of a workspace: its own, and that of its Grid. */
  find(home: Home): Promise<Found[]>;
}

/** Nobody has installed the bot in this workspace, or it was taken out again. */
export class NotInstalled extends PlatformError {
  constructor({ team }: Home) {
    super(`not installed in ${team}`, 'shut-out');
  }
}

/** How long a token that was looked up is good for, in milliseconds; sooner when it changes. */
const ttlMs = 5 * 60_000;
/** More workspaces than one copy of the program serves within that time. */
const maxHomes = 2_000;

interface Options extends ApiOptions {
  /** Of installs, by the id of the workspace or of the Grid. */
  changes: Changes;
  outages: Outages;
}

/** @param store where tokens are looked up; or the token of the one workspace */
export function openTokens(store: string | TokenStore, options: Options): Tokens {
  const { outages } = options;
  const restsOn = (key: string, id: string) => key.split('/').includes(id);
  const kept = openCache<Found>({ max: maxHomes, ttlMs, changes: options.changes, restsOn });
  /** For when it can't be looked up. */
  const lastKnown = new LRUCache<string, Found>({ max: maxHomes });
  const apis = new LRUCache<string, Apis>({ max: maxHomes });
  /** Tokens that Slack has refused, each with its workspace. */
  const refused = new LRUCache<string, true>({ max: maxHomes, ttl: ttlMs });
  const isRefused = ({ team }: Home, { token }: Found) => refused.has(`${team} ${token}`);

  /** The one token there is is no good anywhere, or good. */
  const whereOf = ({ team }: Home) => (typeof store === 'string' ? '' : team);
  const lookUp = async (home: Home): Promise<Found> => {
    if (typeof store === 'string') return { token: store, isOrgWide: false, lacks: [] };
    const found = await store.find(home);
    const [best] = found.sort((a, b) => preference(home, b) - preference(home, a));
    if (!best) {
      lastKnown.delete(home.team);
      throw new NotInstalled(home);
    }
    lastKnown.set(home.team, best);
    outages.lacks(home.team, best.lacks);
    return best;
  };
  const preference = (home: Home, found: Found) =>
    (isRefused(home, found) ? 0 : 2) + Number(home.isOrgWide === found.isOrgWide);
  const tokenOf = async (asked: Home): Promise<Found> => {
    try {
      const home = typeof store === 'string' ? asked : await store.known(asked);
      return await kept.get(keyOf(home), () => lookUp(home));
    } catch (error) {
      // That the database is away is said with the one before: where that is no good any more, Slack itself refuses it.
      const before = error instanceof NotInstalled ? undefined : lastKnown.get(asked.team);
      if (before === undefined) throw error;
      return before;
    }
  };
  const call = (home: Home, { token, isOrgWide }: Found, how: keyof Apis, ...[method, args]: Parameters<Api>) => {
    const both = apis.get(token) ?? openApis(token, options);
    // One for each token, since it remembers which methods rest.
    apis.set(token, both);
    const api = both[how];
    // Some methods have to be told which of a Grid's workspaces is meant, and all take it.
    return api(method, isOrgWide && home.team.startsWith('T') ? { team_id: home.team, ...args } : args);
  };
  const forget = (id: string) => {
    kept.forget(id);
    if (typeof store !== 'string') store.forget(id);
  };
  /** That a token is no good is believed once it was looked up anew: another copy of the program may have had a new one. */
  const callAnyhow = async (home: Home, how: keyof Apis, ...what: Parameters<Api>) => {
    const first = await tokenOf(home);
    try {
      return await call(home, first, how, ...what);
    } catch (error) {
      if (!(error instanceof SlackError) || !isOfToken(error.problem)) throw error;
      refused.set(`${home.team} ${first.token}`, true);
      forget(home.team);
      const second = await tokenOf(home);
      if (second.token === first.token) throw error;
      return call(home, second, how, ...what);
    }
  };
  return {
    token: async (home) => (await tokenOf(home)).token,
    api:
      (home, how = 'usual') =>
      async (method, args) => {
        try {
          const answer = await callAnyhow(home, how, method, args);
          outages.end(whereOf(home), method);
          return answer;
        } catch (error) {
          if (error instanceof SlackError && isOutage(error)) outages.begin(whereOf(home), outageOf(error, method));
          throw error;
        }
      },
    forget,
  };
}

/** A right that a workspace may leave out is no trouble of anyone's. */
const isOutage = ({ kind, needed }: SlackError) =>
  kind === 'shut-out' && (needed.length === 0 || needed.some((scope) => !optionalScopes.includes(scope)));

const outageOf = ({ problem, needed: [right] }: SlackError, method: string): Outage =>
  isOfToken(problem) ? { problem } : { problem, method, ...(right && { right }) };

const keyOf = ({ team, enterprise, isOrgWide }: Home) => `${team}/${enterprise ?? ''}/${isOrgWide ?? ''}`;
