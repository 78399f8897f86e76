import { count, formatDay, formatNumber, listed, people } from '../formats.ts';
import { aRole, programmeNames, siteNames, sites, statusNames } from './names.ts';
import { amount } from './progression.ts';

/**
 * What the trail keeps of an act beside who, whom and when, as people say it. What a newer program wrote down, or only a
 * program understands, such as an id, is in the exported file alone.
 */
export function auditDetail(key: string, value: unknown): string | undefined {
  if (typeof value === 'number') return value === 0 ? undefined : numbers[key]?.(value);
  if (typeof value === 'string') return texts[key]?.(value);
  if (typeof value === 'boolean') return flags[key]?.(value);
  if (Array.isArray(value)) return value.length === 0 ? undefined : lists[key]?.(value.filter(isString));
  return isAmount(value) && hasOwn(siteNames, key) ? `${siteNames[key]}: ${amount(value)}` : undefined;
}

const numbers: Record<string, (n: number) => string> = {
  people,
  events: (n) => count(n, 'event'),
  days: (n) => `good for ${count(n, 'day')}`,
  groups: (n) => count(n, 'new group'),
  learners: (n) => count(n, 'new learner'),
  tests: (n) => count(n, 'new test'),
  results: (n) => count(n, 'new result'),
  changed: (n) => `${formatNumber(n)} changed`,
  renamed: (n) => `${formatNumber(n)} renamed`,
  numbered: (n) => count(n, 'learner given a number', 'learners given a number'),
  movedUp: (n) => count(n, 'group moved up', 'groups moved up'),
  carriedOn: (n) => count(n, 'learner carried on', 'learners carried on'),
  left: (n) => count(n, 'group left the last stage', 'groups left the last stage'),
  corrected: (n) => count(n, 'test corrected', 'tests corrected'),
};

const texts: Record<string, (word: string) => string | undefined> = {
  by: (word) => of(ways, word),
  with: (word) => of({ code: 'with a code of the app', recovery: 'with a recovery code' }, word),
  which: (word) => of({ one: 'one browser', 'all others': 'all other browsers' }, word),
  account: (word) => of({ suspended: 'the account is suspended' }, word),
  approval: () => 'without approval',
  decision: (word) => of({ approved: 'approved', denied: 'denied' }, word),
  platform: (word) => of({ slack: 'Slack', teams: 'Microsoft Teams', playground: 'the playground' }, word),
  site: (word) => of(siteNames, word),
  status: (word) => of(statusNames, word),
  role: (word) => of(aRole, word),
  from: (word) => of(aRole, word) && `was ${of(aRole, word)}`,
  to: (word) => (word === 'invited' ? 'still has to set a password' : of(aRole, word) && `is ${of(aRole, word)} now`),
  because: (word) => of(reasons, word),
  undoes: () => 'as an undo',
  mail: (word) => of(mails, word),
  signedIn: () => 'never signed in',
  day: (word) => `on ${formatDay(word)}`,
  note: (word) => of({ written: 'written', removed: 'taken away' }, word),
  year: (word) => `year ${word}`,
};

const flags: Record<string, (is: boolean) => string | undefined> = {
  on: (is) => (is ? 'given' : 'taken away'),
  siteAdmin: (is) => (is ? 'with site admin' : undefined),
};

const lists: Record<string, (words: string[]) => string> = {
  sites: (words) => `sites: ${sitesOf(words)}`,
  give: (words) => `access given to ${sitesOf(words)}`,
  take: (words) => `access taken from ${sitesOf(words)}`,
  programmes: (words) => `programmes: ${listed(words.map((word) => of(programmeNames, word) ?? word))}`,
  changed: (words) => {
    const whole = words.flatMap((word) => of(done, word) ?? []);
    const others = words.filter((word) => !hasOwn(done, word)).map((word) => of(fields, word) ?? named(word));
    const parts = [...new Set(others)];
    return [...whole, ...(parts.length > 0 ? [`changed: ${listed(parts)}`] : [])].join(' · ');
  },
  siteAdminOf: (words) => `site admin of ${sitesOf(words)}`,
  withdrawn: () => 'keeps the old e-mail',
};

/** How something was done, where it was not by someone in a chat. */
const ways = {
  file: 'by the file of sites',
  settings: 'by the program’s settings',
  code: 'by a code',
  link: 'by a link',
  'set-up': 'by the link of the invitation',
  reset: 'by a reset link',
  account: 'on the page of the account',
};

/** Why a tie to someone in a chat ended. */
const reasons = {
  look: 'the chat vouches for this e-mail no more',
  moved: 'someone else there has it, by a link from the account’s mail',
};

const mails = {
  invitation: 'the invitation',
  reset: 'a reset link',
  'confirm-email': 'the link that confirms a new e-mail',
  'confirm-chat': 'the link that confirms someone in a chat',
};

/** What is not a field, but was done. */
const done = {
  directoryToken: 'made a token for the directory',
  directoryRevoked: 'ended the directory’s token',
  siteConnected: 'connected',
  siteTurnedOff: 'turned off',
  secretShown: 'looked at the secret',
};

const fields = {
  firstName: 'first name',
  lastName: 'last name',
  email: 'e-mail',
  userName: 'what the directory calls the account',
  externalId: 'the directory’s own number',
  supportContact: 'support contact',
  replyTo: 'whom answers to mails go to',
  timeZone: 'time zone',
  approvalsChannel: 'approvals channel',
  approveResets: 'whether resets wait for approval',
  remindAfterHours: 'when requests are announced again',
  expireAfterHours: 'when requests expire',
  secondFactor: 'who signs in with a second factor',
  standIn: 'stand-in',
  clientSecret: 'client secret',
  clientId: 'client id',
  homeUrl: 'where the site opens',
  redirectUris: 'where people go on after signing in',
  postLogoutUris: 'where people go on after signing out',
  logoutUrl: 'where sign-outs are told',
  scimUrl: 'SCIM address',
  scimAuth: 'SCIM sign-in',
  takenOn: 'date',
  maxMark: 'maximum mark',
  withoutPkce: 'whether sign-ins need PKCE',
};

const hasOwn = <T extends object>(table: T, key: string): key is string & keyof T => Object.hasOwn(table, key);
const of = (table: Record<string, string>, word: string): string | undefined =>
  hasOwn(table, word) ? table[word] : undefined;
const isString = (value: unknown): value is string => typeof value === 'string';
const sitesOf = (words: string[]) =>
  sites(words.filter((word): word is keyof typeof siteNames => hasOwn(siteNames, word)));
/** A field's own name where it is a word that people say. */
const named = (field: string) => (/^[a-z]+$/.test(field) ? field : 'other details');

const isAmount = (value: unknown): value is Parameters<typeof amount>[0] =>
  typeof value === 'object' && value !== null && 'groups' in value && 'tests' in value && 'results' in value;
