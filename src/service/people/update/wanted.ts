import type { Role } from '../../../words/people.ts';
import type { Programme } from '../../../words/programmes.ts';
import { isSameEmail } from '../../../words/read-email.ts';
import type { Site } from '../../../words/sites.ts';
import { sanitizeEmail, sanitizePersonName } from '../details.ts';
import type { Person } from '../person.ts';

/** What someone is to be; what is not said stays as it is. */
export interface Wanted {
  firstName?: string;
  lastName?: string;
  email?: string;
  role?: Role;
  programmes?: Programme[];
  sites?: Site[];
  siteAdminOf?: Site[];
}

/**
 * How an e-mail changes: when the link sent to the new one is pressed; at once, for someone else vouches for it; at once with a new
 * set-up link, of someone who has no password yet; at once with nothing sent, of someone who is invited on a day to come; or not any
 * more: the link that waited is void.
 */
export type EmailWay = 'link' | 'at-once' | 'invited' | 'invited-later' | 'withdrawn';

/** Of someone who has no password yet. Before the day of their invitation nothing lets them in. */
export const wayOfInvited = ({ invitedOn }: Person): EmailWay => (invitedOn ? 'invited-later' : 'invited');

/** The last days of access that is to end, in the school's calendar. */
export type Until = Partial<Record<Site, string>>;

/** What would be different about someone. */
export interface Change {
  person: Person;
  firstName?: string;
  lastName?: string;
  role?: Role;
  programmes?: Programme[];
  give: Site[];
  take: Site[];
  /** The last day of what is given, where it is to end. */
  until?: Until;
  /** Site admin marks that are given or taken on sites that they have, or are given. */
  marks: { site: Site; on: boolean }[];
  email?: { to: string; way: EmailWay };
}

export const sameSet = <T>(a: readonly T[], b: readonly T[]) => a.length === b.length && a.every((x) => b.includes(x));

export const sitesOf = ({ access }: Person): Site[] => access.map(({ site }) => site);
export const marksOf = ({ access }: Person): Site[] =>
  access.flatMap(({ site, siteAdmin }) => (siteAdmin ? [site] : []));

/** What is wanted that is not so already. A new e-mail waits for its way to be settled: it is `link` here. */
export function changeOf(person: Person, wanted: Wanted): Change {
  const { role, programmes, siteAdminOf, email } = wanted;
  const has = sitesOf(person);
  const sites = wanted.sites ?? has;
  const marked = siteAdminOf ?? marksOf(person).filter((site) => sites.includes(site));
  const marks = [...new Set([...sites, ...marked])]
    .filter((site) => marked.includes(site) !== marksOf(person).includes(site))
    .map((site) => ({ site, on: marked.includes(site) }));
  const to = email === undefined ? undefined : sanitizeEmail(email);
  return {
    person,
    ...namesWanted(person, wanted),
    ...(role !== undefined && role !== person.role && { role }),
    ...(programmes && !sameSet(programmes, person.programmes) && { programmes }),
    give: sites.filter((site) => !has.includes(site)),
    take: has.filter((site) => !sites.includes(site)),
    marks,
    ...(to !== undefined && !isSameEmail(to, person.email) && { email: { to, way: 'link' as const } }),
  };
}

/** An empty name is none that is wanted. Whoever has one name has it, in whichever column it stands. */
export function namesWanted(person: Person, wanted: Wanted): Pick<Change, 'firstName' | 'lastName'> {
  const firstName = sanitizePersonName(wanted.firstName ?? '');
  const lastName = sanitizePersonName(wanted.lastName ?? '');
  if (person.lastName === '' && [firstName, lastName].filter(Boolean).join(' ') === person.firstName) return {};
  return {
    ...(firstName !== '' && !isSameName(firstName, person.firstName) && { firstName }),
    ...(lastName !== '' && !isSameName(lastName, person.lastName) && { lastName }),
  };
}

/** A spreadsheet that saves in an encoding of its own writes `?` for each letter that this has not: such a name is the one that went out. */
function isSameName(written: string, stored: string): boolean {
  if (!written.includes('?')) return written === stored;
  const signs = [...stored];
  return (
    [...written].length === signs.length &&
    [...written].every((c, i) => c === signs[i] || (c === '?' && (signs[i] ?? '') > '\x7f'))
  );
}

export const isChange = ({ firstName, lastName, role, programmes, give, take, marks, email }: Change): boolean =>
  [firstName, lastName, role, programmes, email].some((one) => one !== undefined) ||
  give.length + take.length + marks.length > 0;
