import type { ScimAuth } from '../sites/connection.ts';
import type { SiteState } from './state.ts';

/** How a site's SCIM service is reached. */
export interface Reach {
  connectionId: string;
  /** Of how it is reached: each change of that has another. */
  version: number;
  url: string;
  auth: ScimAuth;
}

/** An account at a site. */
export interface Account {
  /** The site's own id of it. */
  id: string;
  /** The site's own version of it, where it keeps them. */
  etag: string | null;
  /** What the site has, as far as it says; lists in our order. */
  state: Partial<SiteState>;
}

export type AccountFilter = Partial<Pick<SiteState, 'externalId' | 'email'>>;

/** What speaks to a site. What asks a site throws {@link SiteTrouble}, and stops when the signal says so. */
export interface SiteClient {
  get(site: Reach, id: string, signal: AbortSignal): Promise<Account | undefined>;
  /** The accounts that carry this id of ours, or have this e-mail. */
  find(site: Reach, by: AccountFilter, signal: AbortSignal): Promise<Account[]>;
  /** @param from counted from 1 */
  page(site: Reach, from: number, count: number, signal: AbortSignal): Promise<{ accounts: Account[]; total: number }>;
  /** What to throw where the pages don't come to all that there are: its sentence. */
  notAll(): SiteTrouble;
  create(site: Reach, state: SiteState, signal: AbortSignal): Promise<Pick<Account, 'id' | 'etag'>>;
  /** @param changes the part of `state` that the account lacks */
  change(
    site: Reach,
    account: Pick<Account, 'id' | 'etag'>,
    changes: Partial<SiteState>,
    state: SiteState,
    signal: AbortSignal,
  ): Promise<{ etag: string | null }>;
  /** An account that is not there counts as removed. */
  remove(site: Reach, account: Pick<Account, 'id' | 'etag'>, signal: AbortSignal): Promise<void>;
}

/**
 * - `unreachable`: no answer, or that it can't now
 * - `busy`: it asks to be asked later
 * - `closed`: it does not let us in, or is no such service, whoever is asked about
 * - `refused`: it does not take this user so
 * - `taken`: another account there has the e-mail
 * - `gone`: the account is not there any more
 * - `changed`: the account is no longer of the version that was named
 */
type TroubleKind = 'unreachable' | 'busy' | 'closed' | 'refused' | 'taken' | 'gone' | 'changed';

/** A site did not do what it was asked. The message is a sentence for a person. */
export class SiteTrouble extends Error {
  readonly kind: TroubleKind;
  /** The site may have done it, or do it yet: the answer was lost, or told nothing. */
  readonly mayBeDone: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: TroubleKind,
    message: string,
    options: { mayBeDone?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.mayBeDone = options.mayBeDone ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether it says something about the site rather than about the user. */
export const isOfSite = ({ kind }: SiteTrouble) => kind === 'unreachable' || kind === 'busy' || kind === 'closed';
