import type { Found } from '../../service/people/find.ts';
import type { Person } from '../../service/people/person.ts';
import { mayAtAll } from '../../service/policy.ts';
import { sameName } from '../../words/names.ts';
import { fullName } from '../../words/people.ts';
import type { Call } from '../command.ts';
import { addressesIn, lookUpAddresses } from './address-list.ts';
import {
  certain,
  isName,
  type Known,
  longestName,
  lookedUp,
  lookUp,
  maxUnknown,
  type Named,
  surnameFirstOf,
} from './look-up-names.ts';
import type { Word } from './parse.ts';
import { inOne, isExact, isInBrackets, type Part, partsOf } from './parts.ts';

export interface ReadWhom {
  named: Named[];
  /** Whether the last of them is named by a part of their name alone, so that what follows may be the rest of another's. */
  isPart: boolean;
  /** What was typed behind the people, and what stands between. */
  rest: Word[];
  behind: Part['behind'];
}

interface Options {
  /** What a new line may begin with once more. */
  verb: string;
  /** Words that end the people: the *to* of `transfer ben to jose`. */
  until: readonly string[];
  /** Whether several may be named one after another with nothing between, as e-mails are. */
  several: boolean;
  /** Whether nothing can follow: then all that is typed names people. */
  ends: boolean;
}

/** Most people of one line: some forty e-mails fill the longest message. */
const maxNamed = 100;

/** Reads whom the words name, as far as they name people. */
export async function readWhom(call: Call, typed: Word[], options: Options): Promise<ReadWhom> {
  const cut = typed.findIndex((w, i) => i > 0 && !w.quoted && options.until.includes(w.text.toLowerCase()));
  const about = cut === -1 ? typed : typed.slice(0, cut);
  const read = await readNames(call, about, options);
  return cut === -1 ? read : { ...read, rest: [...read.rest, ...typed.slice(cut)] };
}

async function readNames(call: Call, typed: Word[], options: Options): Promise<ReadWhom> {
  const { several, ends } = options;
  const list = several || ends ? addressesIn(typed) : undefined;
  if (list && mayAtAll(call.ctx.actor, 'user.list'))
    return { named: await lookUpAddresses(call, list.addresses), isPart: false, rest: list.rest, behind: 'nothing' };
  const all = partsOf(typed, options.verb, maxNamed + 1);
  const parts = all.slice(0, maxNamed).map(withoutLead);
  const named: Named[] = [];
  const until = (rest: Word[], behind: Part['behind'] = 'nothing'): ReadWhom => {
    return { named, isPart: isPartOfName(named.at(-1)), rest, behind };
  };
  const [first] = parts;
  if (!first) return until([]);
  // Who sees nobody but themselves is not asked for by one word after another: each would be refused, and written down.
  if (!mayAtAll(call.ctx.actor, 'user.list')) {
    const [word, ...others] = typed;
    const isOne = word !== undefined && isExact(word) && !ends;
    named.push(await lookedUp(call, isOne ? word.text : inOne(typed)));
    return until(isOne ? others : []);
  }
  const known = await lookUp(call, parts, ends);
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] as Part;
    const next = parts[i + 1];
    const inverted = next && surnameFirst(known, part, next);
    if (inverted) {
      named.push(inverted);
      i += 1;
      continue;
    }
    // The name that stands before an address, in the order of lists.
    if (next && isNameOf(part, next, known)) continue;
    const read = await readPart(call, known, part, { several: several || ends, first: i === 0, ends });
    named.push(...read.named);
    if (read.named.length === 0) return until(all[i]?.onwards ?? [], part.behind);
    if (read.taken < part.words.length) return until(part.onwards.slice(read.taken));
  }
  return until(all[maxNamed]?.onwards ?? []);
}

/** *The account of Ben*, *of Ben*, *teacher Ben*, *Mr Ben*, *both Ben and Tom* are Ben. */
const leads =
  /^(?:both )?(?:(?:(?:the|our|my|this) )?(?:accounts?|profiles?|users?|persons?|people|teachers?|colleagues?|staff) )?(?:(?:of|for) )?(?:(?:mr|mrs|ms|miss|mx|dr|sir|madam|prof|professor)\.? )?/;

function withoutLead(part: Part): Part {
  const { words, onwards } = part;
  const typed = words.map(({ text, quoted }) => (quoted ? '"' : text.toLowerCase())).join(' ');
  const count = (leads.exec(typed)?.[0] ?? '').split(' ').length - 1;
  return { ...part, words: words.slice(count), onwards: onwards.slice(count) };
}

function isPartOfName(named: Named | undefined): boolean {
  // Of several one is chosen by sight.
  if (!named || !('one' in named.found) || named.words.includes('@') || named.words.startsWith('id:')) return false;
  const { one } = named.found;
  const isWhole = sameName(named.words) === sameName(fullName(one));
  return !isWhole && named.words.split(/[\s-]+/).length < namesIn(apart(one)).length;
}

const namesIn = (name: string) => sameName(name).split(' ');

/** 李明, who is shown in one, has two names too. */
const apart = (p: Person) => `${p.firstName} ${p.lastName}`;

/** Whether the words are all of this person's names. */
const areOf = (words: Word[], p: Person) =>
  words.every(({ text }) =>
    namesIn(text).every((w) => namesIn(`${apart(p)} ${fullName(p)}`).some((name) => name.startsWith(w))),
  );

/** `Okafor, Ben` is one person, unless each of the two is someone by themselves. */
function surnameFirst(known: Known, part: Part, next: Part): Named | undefined {
  if (next.behind !== 'comma') return undefined;
  const words = surnameFirstOf(part, next);
  const found = known.get(words);
  if (!found || !('one' in found)) return undefined;
  const apart = [part, next].map((p) => known.get(inOne(p.words)));
  const others = apart.flatMap((f) => (f && 'one' in f ? [f.one.id] : []));
  return others.length === 2 && others.some((id) => id !== found.one.id) ? undefined : { words, found };
}

/** The *Okafor* of `Okafor, Ben <ben@school.example>`. */
function isNameOf(part: Part, next: Part, known: Known): boolean {
  const exact = next.words.find(isExact);
  const found = exact && known.get(exact.text);
  if (next.behind !== 'comma' || !isName(part) || !exact || !isInBrackets(exact)) return false;
  return found !== undefined && 'one' in found && areOf(part.words, found.one);
}

/** Whether a name is someone else's than the address behind it: `Ben Okafor <jose@school.example>`. Which of the two is meant is not guessed at. */
function isAnother(called: Found | undefined, owner: Found | undefined): boolean {
  if (!called || 'near' in called || !owner || !('one' in owner)) return false;
  const people = 'one' in called ? [called.one] : called.several;
  return people.every(({ id }) => id !== owner.one.id);
}

interface PartOptions {
  several: boolean;
  first: boolean;
  ends: boolean;
}

/** Whom one part names, and how many of its words that takes. */
async function readPart(call: Call, known: Known, part: Part, { several, first, ends }: PartOptions) {
  const { words } = part;
  const exact = words.findIndex(isExact);
  const address = words[exact];
  const owner = address && known.get(address.text);
  const before = words.slice(0, Math.max(exact, 0));
  const isTheirs = owner !== undefined && 'one' in owner && areOf(before, owner.one);
  const isOwn =
    exact === 0 ||
    (address !== undefined &&
      !address.quoted &&
      (isTheirs || (isInBrackets(address) && !isAnother(known.get(inOne(before)), owner))));
  if (address && isOwn) {
    let taken = exact + 1;
    while (several && words[taken] && isExact(words[taken] as Word) && !words[taken]?.quoted) taken += 1;
    const named = words.slice(exact, taken).map(({ text }) => text);
    return { named: await Promise.all(named.map((text) => certain(call, known, text))), taken };
  }
  const taken = await longestName(call, known, part, ends);
  if (taken > 0) return { named: [await certain(call, known, inOne(words.slice(0, taken)))], taken };
  // Nobody: whom it may be meant for is told from what may be a reason by where it stands, and by its length.
  const isUnknown = first || (part.behind === 'and' && words.length <= maxUnknown) || ends;
  if (!isUnknown) return { named: [], taken: 0 };
  const count = ends || !first ? words.length : 1;
  return { named: [await lookedUp(call, inOne(words.slice(0, count)))], taken: count };
}
