import type { Access, Person } from '../../service/people/person.ts';
import { roleNames, statusNames } from '../../ui/sentences/names.ts';
import { type PersonNames, profile } from '../../ui/sentences/people.ts';
import { fullName } from '../../words/people.ts';

/** A person's names as sentences use them. */
export const namesOf = (p: Person): PersonNames => ({ name: fullName(p), first: p.firstName });

const tones = { active: 'good', invited: 'plain', suspended: 'attention', deleted: 'plain' } as const;

/** `Active`, with its colour. */
export const statusOf = (p: Person) => ({ word: wordOf(p), tone: tones[p.status] });

const wordOf = (p: Person) =>
  p.status === 'invited' && p.invitedOn ? profile.invitedOn(p.invitedOn) : statusNames[p.status];

/** `Active · Teacher` */
export const stateOf = (p: Person) => `${wordOf(p)} · ${roleNames[p.role]}`;

/** What is to be said of access beside the site's name. */
export const marksIn = (access: Access | undefined): string[] => [
  ...(access?.siteAdmin ? [profile.siteAdmin] : []),
  ...(access?.until ? [profile.until(access.until)] : []),
];

export const withMarks = (name: string, marks: string[]): string =>
  marks.length > 0 ? `${name} (${marks.join(', ')})` : name;
