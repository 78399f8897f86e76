import type { Filter } from '../../service/people/list.ts';
import { programmeNamed } from '../../words/programmes.ts';
import { phraseAt, phraseTable, type Token } from '../line/sentence.ts';
import { siteAt } from '../line/site-words.ts';

type Filters = Omit<Filter, 'words'>;

/** What people are, as people say it, the longest first. */
const sayings: readonly (readonly [saying: string, means: Filters])[] = [
  ['have not signed in', { signedIn: 'never' }],
  ['has not signed in', { signedIn: 'never' }],
  ['have never signed in', { signedIn: 'never' }],
  ['has never signed in', { signedIn: 'never' }],
  ['never signed in', { signedIn: 'never' }],
  ['not signed in', { signedIn: 'never' }],
  ['never logged in', { signedIn: 'never' }],
  ['not logged in', { signedIn: 'never' }],
  ['havent signed in', { signedIn: 'never' }],
  ['never came', { signedIn: 'never' }],
  ['never come', { signedIn: 'never' }],
  ['not set up', { status: 'invited' }],
  ['without password', { status: 'invited' }],
  ['site admin', { siteAdmin: true }],
  ['site administrator', { siteAdmin: true }],
  ['suspended', { status: 'suspended' }],
  ['deactivated', { status: 'suspended' }],
  ['disabled', { status: 'suspended' }],
  ['blocked', { status: 'suspended' }],
  ['active', { status: 'active' }],
  ['invited', { status: 'invited' }],
  ['pending', { status: 'invited' }],
  ['teacher', { role: 'teacher' }],
  ['coordinator', { role: 'coordinator' }],
  ['administrator', { role: 'admin' }],
  ['admin', { role: 'admin' }],
];

const phrasesFor = phraseTable(sayings.map(([saying, means]) => ({ words: saying.split(' '), means })));

/** Words beside filters that change nothing of what they say. *Not*, *and* and *or* would, so that they are looked for. */
const beside = new Set(
  `all the a an of on in at to with for who whom is are has have been which that every everyone everybody anyone people person user users
  account accounts staff member members only whose access my our me us please show site sites`.split(/\s+/),
);

/** Words that change what filters mean together, or that would need a filter to hold two things at once. */
const joining = new Set('and or nor not no but except without than & + /'.split(' '));

interface FoundFilters {
  filter: Filters;
  /** The places of the words that are no filter. */
  left: number[];
  /** The places of those that would be one, or that join filters, and can’t be followed: a second of a kind, a programme, *and*, *not*. */
  unclear: number[];
}

/**
 * The filters in the words, each kind once.
 *
 * @param words nothing for one that is no filter, whatever it says
 * @param given the filters that were given otherwise
 */
export function filtersIn(words: readonly (Token | undefined)[], given: readonly string[] = []): FoundFilters {
  const filter: Filters = {};
  const left: number[] = [];
  const second: number[] = [];
  const none: number[] = [];
  for (let at = 0; at < words.length; ) {
    const { count, means } = filterAt(words, at);
    const programme = count === 0 ? programmeAt(words, at) : 0;
    const places = Array.from({ length: Math.max(count, programme, 1) }, (_, i) => at + i);
    const isSecond = Object.keys(means).some((kind) => given.includes(kind) || kind in filter);
    if (programme > 0) none.push(...places);
    else if (count === 0) left.push(at);
    else if (!isSecond) Object.assign(filter, means);
    else if (!isSaid(filter, means)) second.push(...places);
    at += places.length;
  }
  const plain = (at: number) => words[at]?.plain ?? '';
  if (Object.keys(filter).length === 0 && second.length === 0) {
    const others = left.filter((at) => !beside.has(plain(at)));
    return { filter, left: others.length === 0 ? [] : left, unclear: none };
  }
  const unclear = [...second, ...none, ...left.filter((at) => joining.has(plain(at)))].sort((a, b) => a - b);
  return { filter, left: left.filter((at) => !beside.has(plain(at)) && !joining.has(plain(at))), unclear };
}

/** Whether the filters say so already: *suspended, blocked*. */
const isSaid = (filter: Filters, means: Filters) =>
  Object.entries(means).every(([kind, value]) => filter[kind as keyof Filters] === value);

/** Whether a word is a filter all by itself. */
export const isFilter = (word: Token | undefined): boolean => filterAt([word], 0).count > 0;

/** Whether words say nothing but which people are meant: *all suspended teachers*. */
export function saysWhich(words: readonly Token[]): boolean {
  // Which most lines don't, and then no programme need be looked for.
  if (!words.some((_, at) => filterAt(words, at).count > 0)) return false;
  const { filter, left } = filtersIn(words);
  return left.length === 0 && Object.keys(filter).length > 0;
}

/** Most words that a programme is called by. */
const maxProgramme = 4;

/** How many of the words from this place on name a programme, by which nothing here is narrowed; *Ice*, *As* and such may be names. */
function programmeAt(words: readonly (Token | undefined)[], at: number): number {
  for (let count = Math.min(maxProgramme, words.length - at); count > 0; count -= 1) {
    const phrase = words
      .slice(at, at + count)
      .map((word) => word?.text ?? '"')
      .join(' ');
    if (phrase.length > 3 && !phrase.includes('"') && programmeNamed(phrase)) return count;
  }
  return 0;
}

function filterAt(words: readonly (Token | undefined)[], at: number): { count: number; means: Filters } {
  for (const { words: phrase, means } of phrasesFor(words[at])) {
    const count = phraseAt(words, at, phrase);
    if (count > 0) return { count, means };
  }
  const { count, site } = siteAt(words, at);
  return { count, means: site ? { site } : {} };
}
