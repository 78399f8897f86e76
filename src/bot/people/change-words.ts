import { shorten } from '../../lib/text.ts';
import { type Change, marksOf, sitesOf } from '../../service/people/update/wanted.ts';
import type { File, Row } from '../../ui/card.ts';
import { programmeNames, roleNames, siteNames } from '../../ui/sentences/names.ts';
import { profile } from '../../ui/sentences/people.ts';
import { type EmailWays, update as say } from '../../ui/sentences/update.ts';
import { fullName } from '../../words/people.ts';
import { toCsv } from '../tables/write.ts';
import { stateOf } from './names.ts';

/** What would be different about someone, as people read it. */
interface Difference {
  what: string;
  from: string;
  to: string;
}

function differencesOf(change: Change): Difference[] {
  const { person, firstName, lastName, role, programmes, give, take, until = {}, marks, email } = change;
  const all: Difference[] = [];
  const add = (what: keyof typeof say.fields, from: string, to: string) =>
    all.push({ what: say.fields[what], from: from || say.none, to: to || say.none });
  if (firstName !== undefined) add('firstName', person.firstName, firstName);
  if (lastName !== undefined) add('lastName', person.lastName, lastName);
  if (email) add('email', person.email, email.to);
  if (role) add('role', roleNames[person.role], roleNames[role]);
  const named = <T extends string>(list: readonly T[], names: Record<T, string>) =>
    list.map((x) => names[x]).join(', ');
  if (programmes) add('programmes', named(person.programmes, programmeNames), named(programmes, programmeNames));
  const has = sitesOf(person);
  const kept = named(
    has.filter((site) => !take.includes(site)),
    siteNames,
  );
  const given = give.map((site) => siteNames[site] + (until[site] ? ` (${profile.until(until[site])})` : ''));
  if (give.length + take.length > 0) add('sites', named(has, siteNames), [kept, ...given].filter(Boolean).join(', '));
  const marked = marksOf(person);
  const taken = marks.flatMap((mark) => (mark.on ? [] : [mark.site]));
  const marking = marks.flatMap((mark) => (mark.on ? [mark.site] : []));
  if (marks.length > 0)
    add(
      'siteAdminOf',
      named(marked, siteNames),
      named([...marked.filter((site) => !taken.includes(site)), ...marking], siteNames),
    );
  return all;
}

/** Longest that a row says of one difference, in characters. */
const maxSaid = 160;

export const changedRow = (change: Change): Row => ({
  title: fullName(change.person),
  state: stateOf(change.person),
  detail: differencesOf(change)
    .map(({ what, from, to }) => `${what}: ${shorten(say.from_to(from, to), maxSaid)}`)
    .join(' · '),
});

/** All changes, a line for each. */
export async function changesFile(changes: Change[]): Promise<File> {
  const lines = changes.flatMap((change) => differencesOf(change).map((one) => ({ ...one, person: change.person })));
  const { name, columns } = say.changesFile;
  const content = await toCsv(columns, lines, ({ person, what, from, to }) => [
    ...[person.firstName, person.lastName, person.email],
    ...[what, from, to],
  ]);
  return { name, type: 'text/csv', content };
}

export function waysOf(changes: Change[]): EmailWays {
  const by = (way: string) => changes.filter(({ email }) => email?.way === way).length;
  return { link: by('link'), atOnce: by('at-once'), invited: by('invited'), later: by('invited-later') };
}
