import type { Role, Status } from '../words/people.ts';
import type { RequestStatus } from '../words/requests.ts';
import type { Site } from '../words/sites.ts';
import type { Limited } from '../words/usage-limits.ts';
import type { Holding } from './progression/holdings.ts';

/** Who was first, and when; the rest is for the reader's clock. */
interface Decided {
  status: Exclude<RequestStatus, 'pending' | 'expired' | 'withdrawn'>;
  /** Nobody who is known, once that account is deleted. */
  by: string | null;
  /** Whether that was the one who reads it. */
  own: boolean;
  at: Date;
  now: Date;
  timeZone: string;
}

/** Who else something concerns, that the actor's rights do not reach as far as it would take. */
export interface AlsoConcerned {
  name: string;
  /** They would lose or receive data; or they carry rights that the actor may not give, which it would open to others. */
  as: 'loser' | 'receiver' | 'marked';
}

/** What can stand in a person's way, and what its sentence needs to say. The catalogue has a sentence for each. */
interface Refusals {
  'not-allowed': { because?: AlsoConcerned };
  'already-done': Record<string, never>;
  'person-unknown': Record<string, never>;
  'workspace-gone': Record<string, never>;
  'last-coordinator': { name: string };
  'last-coordinators': Record<string, never>;
  'already-suspended': { userId: string; name: string };
  'not-suspended': { userId: string; name: string };
  'is-suspended': { userId: string; name: string };
  'is-invited': { userId: string; name: string };
  'is-not-invited': { userId: string; name: string };
  'already-role': { name: string; role: Role };
  'not-role': { name: string; role: Role };
  'already-site-admin': { name: string; site: Site; on: boolean };
  'no-site-access': { userId: string; name: string; site: Site };
  'suspend-first': { userId: string; name: string };
  'holds-data': { userId: string; name: string; holdings: Holding[] };
  'holds-nothing': { userId: string; name: string; sites: Site[] };
  'same-person': { name: string };
  'receiver-not-active': { name: string; status: Status };
  /** They are one of those who leave in the same plan. */
  'receiver-leaves': { name: string };
  'receiver-without-access': { name: string; sites: Site[] };
  /** What was agreed to is no longer what would be done: it is shown afresh. */
  'plan-changed': Record<string, never>;
  'plan-gone': Record<string, never>;
  /** Nobody whose groups they are has any to move up. */
  'nothing-to-promote': Record<string, never>;
  'already-promoted': { at: Date; timeZone: string };
  'year-malformed': Record<string, never>;
  'promotion-gone': Record<string, never>;
  'promotion-built-on': { group: string };
  'note-same': Record<string, never>;
  'nothing-to-copy': { name: string };
  'note-too-long': { max: number };
  'nobody-to-remind': Record<string, never>;
  'already-undone': Record<string, never>;
  'transfer-moved-on': { name: string };
  'import-gone': Record<string, never>;
  'import-built-on': { group: string; was: 'changed' | 'handed-on' | 'moved-up' };
  'no-data-site': { userId: string; name: string };
  'site-missing': { sites: Site[] };
  'group-missing': Record<string, never>;
  'group-new': { group: string };
  'group-ambiguous': { group: string };
  'test-new': { test: string };
  'test-date': { test: string };
  'test-differs': { test: string; max: number };
  /** A learner whose result stands as it is would have more than that. */
  'max-below': { test: string; max: number; name: string; mark: number };
  'learner-unnamed': { number: string };
  'learner-unclear': { learner: string };
  'number-unclear': { learner: string; number: string };
  'mark-missing': Record<string, never>;
  'mark-alone': Record<string, never>;
  'mark-above': { max: number };
  'test-same': Record<string, never>;
  'test-there': { test: string; group: string };
  'test-several': { test: string; group: string };
  'max-mark-malformed': Record<string, never>;
  'test-unknown': { userId: string; test: string };
  'row-twice': Record<string, never>;
  'nothing-changed': { name: string };
  'give-or-set': object;
  'name-missing': Record<string, never>;
  'name-sign': { sign: string };
  'name-too-long': { max: number };
  'email-missing': Record<string, never>;
  'email-malformed': Record<string, never>;
  'email-several': { emails: string[] };
  /** It holds a sign that nobody can see, by its number in Unicode. */
  'email-unseen': { sign: number };
  /** Some read others in a letter of it. */
  'email-look-alike': { letter: string };
  'reply-to-letters': Record<string, never>;
  'email-in-use-here': { userId: string; name: string; status: Status };
  'email-in-use': Record<string, never>;
  'email-twice': Record<string, never>;
  /** A colleague's new e-mail, which waits for its link. */
  'email-awaited': Record<string, never>;
  'person-twice': Record<string, never>;
  'staffroom-id-unknown': { name?: string | undefined };
  'domain-malformed': Record<string, never>;
  'domain-same': Record<string, never>;
  'nobody-in-domain': { domain: string };
  'undo-gone': Record<string, never>;
  'no-site': Record<string, never>;
  'site-not-eligible': { sites: Site[] };
  'site-admin-without-access': { sites: Site[] };
  'sites-in-use': { site: Site; people: number };
  'site-holds-data': { site: Site; groups: number };
  'value-too-long': { max: number };
  'value-missing': Record<string, never>;
  'time-zone-unknown': Record<string, never>;
  'hours-range': { min: number; max: number };
  'expiry-before-reminder': Record<string, never>;
  'date-past': Record<string, never>;
  'access-over': { until: string };
  /** It would end access that nobody is given by it. */
  'until-for-nothing': Record<string, never>;
  'deputy-self': Record<string, never>;
  /** Someone who could not decide what they are told of. */
  'deputy-unfit': { name: string };
  'request-unknown': Record<string, never>;
  'request-own': Record<string, never>;
  'request-decided': Decided;
  'request-expired': { at: Date; now: Date; timeZone: string };
  /** By the one who asked; nobody who is known, once that account is deleted. */
  'request-withdrawn': { by: string | null; own: boolean; at: Date; now: Date; timeZone: string };
  /** It no longer holds, since… */
  'asker-suspended': { userId: string; name: string };
  'asker-has-access': { userId: string; name: string; site: Site };
  'access-already': { site: Site };
  'access-to-all': Record<string, never>;
  /** Why, as a sentence: only the chat platform knows what is the matter with a channel. */
  'channel-unusable': { why: string };
  'no-directory': Record<string, never>;
  'address-malformed': Record<string, never>;
  'address-insecure': Record<string, never>;
  /** It leads to the very machine that this program runs on. */
  'address-here': Record<string, never>;
  /** It is of a network of its own, and no place on the internet. */
  'address-private': Record<string, never>;
  'address-port': Record<string, never>;
  'address-fragment': Record<string, never>;
  'addresses-many': { max: number };
  'site-connected': { site: Site };
  'site-not-connected': { site: Site };
  'site-without-secret': { site: Site };
  'site-not-in-step': { site: Site };
  'pkce-needed': Record<string, never>;
  'client-id-in-use': Record<string, never>;
  'connection-empty': Record<string, never>;
  'scim-auth-missing': Record<string, never>;
  'scim-auth-both': Record<string, never>;
  /** No header can hold it. */
  'scim-token-malformed': Record<string, never>;
  /** What is secret goes to another place than it was meant for. */
  'scim-auth-elsewhere': Record<string, never>;
  'scim-address-missing': Record<string, never>;
  'too-many-tries': { minutes: number };
  /** As much is under way as there is room for. */
  busy: Record<string, never>;
  'limit-reached': { what: Limited; whose: 'person' | 'school'; limit: number; minutes: number };
  'sign-in-wrong': Record<string, never>;
  'current-wrong': Record<string, never>;
  'code-wrong': Record<string, never>;
  'recovery-wrong': Record<string, never>;
  'must-have-second-factor': Record<string, never>;
  'own-second-factor': Record<string, never>;
  'no-second-factor': { userId: string; name: string };
  'link-unknown': Record<string, never>;
  'link-expired': Record<string, never>;
  'link-used': Record<string, never>;
  'passwords-differ': Record<string, never>;
  'password-short': { min: number };
  'password-long': { max: number };
  'password-common': Record<string, never>;
  'password-personal': Record<string, never>;
  /** Which words of ours it is made of. */
  'password-ours': { words: string[] };
  /** Why, as a sentence: whoever reads the file knows. */
  'file-unreadable': { why: string };
  'rows-and-file': Record<string, never>;
  'file-and-domain': Record<string, never>;
  'draft-gone': Record<string, never>;
}

export type RefusalCode = keyof Refusals;

/** Something a person can mend. Anything else that is thrown is a bug. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  readonly code: C;
  readonly params: Refusals[C];
  /** The path of the field that is wrong, where one is: `email`, `people.0.email`. */
  readonly field: string | undefined;

  constructor(code: C, params: Refusals[C], field?: string) {
    super(code);
    this.code = code;
    this.params = params;
    this.field = field;
  }
}

/** Several fields are wrong at once. */
export class Refused extends Error {
  readonly refusals: Refusal[];

  constructor(refusals: Refusal[]) {
    super(refusals.map((r) => `${r.field}: ${r.code}`).join(', '));
    this.refusals = refusals;
  }
}

/** Throws what was found, if anything was. */
export function refuseIfAny(refusals: Refusal[]): void {
  const [first] = refusals;
  if (first) throw refusals.length === 1 ? first : new Refused(refusals);
}
