import type { Role } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { listed, people } from '../formats.ts';
import { aRole, sites } from './names.ts';
import type { PersonNames } from './people.ts';

/** What is said of giving someone what another has. */
export const like = {
  label: 'Like',
  hint: 'Someone whose programmes and sites those get who are given none of their own.',
  programmes: 'Programmes',
  sites: 'Sites',
  ask: (names: readonly string[], of: string) =>
    `Add ${names.length > 3 ? people(names.length) : listed(names)} like ${of}?`,
  own: (n: number) => `${people(n)} with programmes or sites of their own ${n === 1 ? 'keeps' : 'keep'} those.`,
  noRights: (w: PersonNames, role: Role, marks: readonly Site[]) => {
    const rights = [
      ...(role === 'teacher' ? [] : [aRole[role]]),
      ...(marks.length > 0 ? [`site admin of ${sites(marks)}`] : []),
    ];
    return `${w.name} is ${listed(rights)} as well. That is not copied.`;
  },
  mails: (n: number) =>
    n === 1 ? 'A mail with a link to set a password goes out.' : 'Each gets a mail with a link to set a password.',
  /** Of a file. */
  rows: (of: string) => `Rows that name no programme and no site get what ${of} has.`,
  question: 'Or like someone',
  give: (w: PersonNames, of: string) => `Give ${w.name} what ${of} has?`,
  nothingTaken: (w: PersonNames) => `Nothing is taken from ${w.first}.`,
  newProgrammes: 'New programmes',
  newSites: 'New sites',
  yesGive: 'Give',
};
