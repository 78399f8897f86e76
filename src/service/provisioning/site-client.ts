import type { Site } from '../../words/sites.ts';
import type { ScimAuth } from '../sites/connection.ts';
import type { Capabilities } from './capabilities.ts';
import type { SiteState } from './state.ts';

/** How a site's SCIM service is reached. */
export interface Reach {
  connectionId: string;
  site: Site;
  /** Of how it is reached: each change of that has another. */
  version: number;
  url: string;
  auth: ScimAuth;
  /** What it was seen to understand and to keep. */
  readonly capabilities: Capabilities;
  /** Keeps what was seen of it, for all who ask it from now on. */
  learn(more: Partial<Capabilities>): Promise<void>;
}

/** An account at a site. */
export interface Account {
  /** The site's own id of it. */
  id: string;
  /** The site's own version of it, where it keeps them. */
  etag: string | null;
  /** What the site has, as far as it says; lists in our order. */
  state: Partial<SiteState>;
  /** Its name to sign in with there, and its main e-mail. */
  names: string[];
}

/** What it takes to change an account. */
export type AccountKey = Pick<Account, 'id' | 'etag'>;

export type AccountFilter = Partial<Pick<SiteState, 'externalId' | 'email'>>;

/** What speaks to a site. What asks a site throws {@link SiteTrouble}, and stops when the signal says so. */
export interface SiteClient {
  get(site: Reach, id: string, signal: AbortSignal): Promise<Account | undefined>;
  /** The accounts that carry this id of ours, or have this e-mail. */
  find(site: Reach, by: AccountFilter, how: HowFound): Promise<Account[]>;
  /** All accounts, each once. @param progress told how many were read, of how many */
  all(site: Reach, progress: (done: number, total: number) => void): Promise<Account[]>;
  /** @returns the account as far as the answer shows it */
  create(site: Reach, state: SiteState, signal: AbortSignal): Promise<Account>;
  /**
   * @param changes the part of `state` that the account lacks
   * @returns the account as far as the answer shows it
   */
  change(
    site: Reach,
    account: AccountKey,
    changes: Partial<SiteState>,
    state: SiteState,
    signal: AbortSignal,
  ): Promise<Account>;
  /** An account that is not there counts as removed, and one that is kept without being active. */
  remove(site: Reach, account: AccountKey, signal: AbortSignal): Promise<void>;
  /** What to throw for what an account shows after it was changed: its sentence. */
  trouble(what: Shown): SiteTrouble;
}

/** What an account shows to be otherwise than the site was told. */
type Shown = 'gone' | 'stillActive' | 'notActive' | 'activeUnknown' | 'otherEmail';

export interface HowFound {
  signal: AbortSignal;
  /** The site says that there is such an account: where a question does not find it, others are asked. */
  isThere?: boolean;
  /** Of when, by `performance.now()`, what is looked at has to be at least. */
  asOf: number;
}

/**
 * - `unreachable`: no answer, or that it can't now
 * - `busy`: it asks to be asked later
 * - `closed`: it does not let us in, or is no such service, whoever is asked about
 * - `refused`: it does not take this user so
 * - `taken`: another account there has the e-mail
 * - `gone`: the account is not there any more
 * - `changed`: the account is no longer of the version that was named
 * - `ignored`: it said that it did what it was asked, and shows that it did not
 */
type TroubleKind = 'unreachable' | 'busy' | 'closed' | 'refused' | 'taken' | 'gone' | 'changed' | 'ignored';

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
