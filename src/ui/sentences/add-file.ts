import { count, formatNumber, listed, people } from '../formats.ts';

/** What is said of a list of people that comes as a file. */

const rows = (n: number) => count(n, 'row');

/** The first few, in quotes. */
const some = (words: string[], max = 3) =>
  listed([
    ...words.slice(0, max).map((w) => `“${w}”`),
    ...(words.length > max ? [`${formatNumber(words.length - max)} more`] : []),
  ]);

/** Most columns that are named. */
const maxNamed = 15;

export const addFile = {
  question: 'About this file',
  whichColumns: 'Say which columns hold what. It is remembered for the next file with these columns.',
  chosen: { email: 'the e-mail', firstName: 'the name', lastName: 'the last name' },
  emailColumn: 'E-mail',
  firstNameColumn: 'First name, or the whole name',
  lastNameColumn: 'Last name',
  lastNameHint: 'Left empty where one column has the whole name.',
  chooseColumn: 'Choose a column.',
  nameNone: (n: number, all: number) =>
    n === all
      ? 'The file names no programmes and no sites. Choose them here, for everyone in it.'
      : `${rows(n)} of ${formatNumber(all)} ${n === 1 ? 'names' : 'name'} no programme and no site. Choose them here, for all of these.`,
  newNameNone: (n: number) =>
    `${people(n)} in it ${n === 1 ? 'is' : 'are'} new, and ${n === 1 ? 'has' : 'have'} no programme and no site there. Choose them here, for all of these; left empty, they are not added.`,
  noProgrammesIn: (name: string) => `“${name}” names no Cambridge programme, and is not used.`,
  programmes: 'Programmes',
  sites: 'Sites',
  sitesHint: 'Left empty, the programmes decide.',
  chooseSome: 'Choose a programme or a site: without one, nobody could be added.',
  mend: 'Names that look garbled',
  mendHint: (was: string[]) => `The file has ${some(was)}.`,
  mendYes: (meant: string[]) => `Add them as ${some(meant)}`,
  mendNo: 'Leave these rows out',
  chooseMend: 'Choose what becomes of them.',
  garbled: (name: string) => `“${name}” looks garbled. Correct the name and send the row again.`,
  mayBe: (name: string, meant: string) =>
    `“${name}” looks garbled: it may be “${meant}”. Correct the name and send the row again.`,
  shown: (shown: number, all: number) =>
    shown === all
      ? `They are added as below.`
      : `The first ${shown} of ${people(all)} are below, those with rare letters first.`,
  gets: (n: number, sites: string) => `${people(n)}: ${sites}`,
  noProgramme: 'No programme',
  others: 'Others',
  otherwise: 'as their rows say',
  asSiteAdmin: ' (site admin)',
  unused: (filled: string[], empty: number) =>
    `Columns not used: ${listed(filled.length > maxNamed ? [...filled.slice(0, maxNamed), `${formatNumber(filled.length - maxNamed)} more`] : filled)}${empty > 0 ? `, and ${formatNumber(empty)} that ${empty === 1 ? 'is' : 'are'} empty` : ''}.`,
  unusedEmpty: (names: string[]) =>
    names.length > maxNamed
      ? `${formatNumber(names.length)} columns are empty and not used.`
      : `Columns not used, and empty: ${listed(names)}.`,
  statusNotUsed: (name: string) => `“${name}” means nothing for new people: all are invited.`,
  statusStays: (name: string) => `“${name}” changes nothing: suspend and reactivate people from the list.`,
  rolesStay: (words: string[]) => `Roles stay as they are: ${some(words)} in this file is no role here.`,
  namesFrom: (name: string) => `First and last names are taken from the one column “${name}”.`,
  titles: (titles: string[]) => `Titles are left off the names: ${listed(titles)}.`,
  programmesFrom: (name: string) => `Programmes are taken from “${name}”.`,
  rightsNotTaken: (words: string[]) =>
    `Nobody gets rights by ${some(words)} in this file: these people are added as teachers. Give rights afterwards.`,
  learners: (n: number) => `${rows(n)} of learners ${n === 1 ? 'is' : 'are'} left out.`,
  families: (n: number) => `${rows(n)} of parents or guardians ${n === 1 ? 'is' : 'are'} left out.`,
  leaving: (n: number) =>
    `${rows(n)} of people who are deleted or blocked in the system that the file is from ${n === 1 ? 'is' : 'are'} left out.`,
  passwords: (names: string[]) =>
    `${listed(names.map((n) => `“${n}”`))} ${names.length === 1 ? 'is' : 'are'} not used and not shown: people choose their passwords themselves.`,
  learnersUnknown: 'This file does not say who is a learner. Look whether all of them are staff.',
};
