import type { Person } from '../../service/people/person.ts';
import { roleNames, statusNames } from '../../ui/sentences/names.ts';
import type { PersonNames } from '../../ui/sentences/people.ts';
import { fullName } from '../../words/people.ts';

/** A person's names as sentences use them. */
export const namesOf = (p: Person): PersonNames => ({ name: fullName(p), first: p.firstName });

const tones = { active: 'good', invited: 'plain', suspended: 'attention', deleted: 'plain' } as const;

/** `Active`, with its colour. */
export const statusOf = (p: Person) => ({ word: statusNames[p.status], tone: tones[p.status] });

/** `Active · Teacher` */
export const stateOf = (p: Person) => `${statusNames[p.status]} · ${roleNames[p.role]}`;
