import type { Logger } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { openCache } from '../../../src/lib/cache.ts';
import type { Changes } from '../../../src/lib/changes.ts';
import { PlatformError } from '../../chat/failure.ts';
import { type Api, openApi } from './api.ts';

/** A workspace, and the Grid that it is part of. */
export interface Home {
  team: string;
  enterprise?: string;
}

/** The tokens by which workspaces are spoken to. */
export interface Tokens {
  /** @throws NotInstalled */
  token(home: Home): Promise<string>;
  /** Calls that look for the token when they are made, so that none waits for the database before it has to. */
  api(home: Home): Api;
  /** The workspace's token may have changed. */
  forget(id: string): void;
}

/** Nobody has installed the bot in this workspace, or it was taken out again. */
export class NotInstalled extends PlatformError {
  constructor({ team }: Home) {
    super(`not installed in ${team}`, 'gone');
  }
}

/** How long a token that was looked up is good for, in milliseconds; sooner when it changes. */
const ttlMs = 5 * 60_000;
/** More workspaces than one copy of the program serves within that time. */
const maxHomes = 2_000;

/**
 * @param find the token that is stored for a workspace, or the one that it has
 * @param options.changes of installs, by the id of the workspace or of the organisation
 */
export function openTokens(
  find: string | ((home: Home) => Promise<string | undefined>),
  options: { apiUrl?: string; logger: Logger; changes: Changes },
): Tokens {
  const restsOn = (key: string, id: string) => key.split('/').includes(id);
  const tokens = openCache<string>({ max: maxHomes, ttlMs, changes: options.changes, restsOn });
  /** For when it can't be looked up. */
  const lastKnown = new LRUCache<string, string>({ max: maxHomes });
  const apis = new LRUCache<string, Api>({ max: maxHomes });
  const lookUp = async (home: Home): Promise<string> => {
    if (typeof find === 'string') return find;
    const found = await find(home);
    if (!found) {
      lastKnown.delete(keyOf(home));
      throw new NotInstalled(home);
    }
    lastKnown.set(keyOf(home), found);
    return found;
  };
  const token = async (home: Home): Promise<string> => {
    try {
      return await tokens.get(keyOf(home), () => lookUp(home));
    } catch (error) {
      // That the database is away is said with the one before: where that is no good any more, Slack itself refuses it.
      const before = error instanceof NotInstalled ? undefined : lastKnown.get(keyOf(home));
      if (before === undefined) throw error;
      return before;
    }
  };
  return {
    token,
    api: (home) => async (method, args) => {
      const value = await token(home);
      const api = apis.get(value) ?? openApi(value, options);
      // One for each token, since it remembers which methods rest.
      apis.set(value, api);
      return api(method, args);
    },
    forget: tokens.forget,
  };
}

const keyOf = ({ team, enterprise }: Home) => `${team}/${enterprise ?? ''}`;
