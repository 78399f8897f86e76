import { roleNames, siteNames } from '../../ui/sentences/names.ts';
import { programmesIn } from '../../words/programmes.ts';
import { splitName } from '../../words/whole-names.ts';
import type { Raw } from '../command.ts';
import { dayAmong } from '../line/day.ts';
import { pick } from '../line/options.ts';
import { parseLine, unwrap, type Word } from '../line/parse.ts';
import { parted } from '../line/take.ts';
import { toCsv } from '../tables/write.ts';
import { isJoining, namesOf, readName, textsOf, withoutLabels, written } from './name-words.ts';

/** People to add, as they are typed or pasted into a message. */

export const lineKeys = ['programmes', 'sites', 'role', 'siteAdminOf'];

/** What stands for one person: the fields of the form's rows, as they were typed. */
type Row = { firstName: string; lastName: string; email: string } & Record<string, string>;

interface Read {
  rows: Row[];
  unparsed: string[];
}

/** The names of the columns that stand for the fields of a row. */
const columns: Record<string, string> = {
  firstName: 'first name',
  lastName: 'last name',
  email: 'e-mail',
  programmes: 'programmes',
  sites: 'sites',
  role: 'role',
  siteAdminOf: 'site admin',
};

/** Most of them whom a form holds. */
const maxInForm = 10;

/**
 * Reads who is to be added. One person goes on as from a form; several, and a table with heads, as from a file, so that all of
 * them are shown first and what is missing is asked once.
 *
 * @param rest what was typed after the verb
 */
export async function peopleFromLine(rest: string): Promise<Raw> {
  const typed = rest
    .split(/\r?\n/)
    .map((line, i) => (i === 0 ? line : line.replace(/^\s*(?:\/?staff\s+)?\/?add\s+/i, '')).replace(bullet, ''))
    .filter((line) => line.trim() !== '');
  // One person's names, e-mail and programmes, each on a line.
  const isOne = (rest.match(/[@＠]/g)?.length ?? 0) < 2 && !rest.includes('\t');
  const lines = isOne && typed.length > 0 ? [typed.join(' ')] : typed;
  const [first] = lines;
  if (first === undefined) return {};
  const isTable = lines.some((line) => line.includes('\t'));
  if (isTable && lines.length > 1 && !first.includes('@')) return { file: fileOf(lines.join('\n')) };
  const read = lines.map((line) => (line.includes('\t') ? readCells(line) : readText(line)));
  const rows = read.flatMap((each) => each.rows);
  const unparsed = read.flatMap((each) => each.unparsed);
  if (unparsed.length > 0) return { ...(rows.length <= maxInForm && { people: rows }), unparsed: unparsed.join(' ') };
  if (rows.length < 2) return { people: rows };
  const content = await toCsv(Object.values(columns), rows, (row) =>
    Object.keys(columns).map((name) => row[name] ?? ''),
  );
  return { file: fileOf(content) };
}

/** The day of `on 1 September`, behind somebody's e-mail; and what was typed, without it. */
export function dayIn(typed: string): { day?: string; rest: string } {
  for (const { 0: lead, index } of typed.matchAll(/\s(?:on|from|starting(?: on| from)?)\s+/gi)) {
    if (!/[@＠]/.test(typed.slice(0, index))) continue;
    const behind = typed.slice(index + lead.length);
    const words = [...behind.matchAll(/\S+/g)];
    const read = dayAmong(
      words.map(([word]) => word),
      'future',
    );
    if (!read) continue;
    const said = words.slice(0, read.taken).map(([word]) => word);
    const last = words[read.taken - 1];
    const rest = behind.slice(last ? last.index + last[0].length : 0);
    return { day: said.join(' ').replace(/[,;.]+$/, ''), rest: typed.slice(0, index) + rest };
  }
  return { rest: typed };
}

/** What a list has before each: `•`, `-`, `2.` */
const bullet = /^\s*(?:[-–—•*·▪◦‣]+|\(?\d{1,3}[.)])\s+/u;

const fileOf = (content: string) => ({ name: 'Your message', base64: Buffer.from(content).toString('base64') });

/** A row as it is pasted from a spreadsheet: names, an e-mail, and what stands beside it. */
function readCells(line: string): Read {
  const cells = line.split('\t').map((cell) => cell.trim());
  const at = cells.findIndex((cell) => cell.includes('@'));
  const before = (at === -1 ? cells : cells.slice(0, at)).filter((cell) => cell !== '');
  const isOption = (cell: string, i: number) => i > 0 && before.length > 2 && fieldOf(cell) !== undefined;
  const names = before.filter((cell, i) => /\p{L}/u.test(cell) && !isOption(cell, i));
  const [firstName = '', lastName = ''] = names;
  const named = names.length === 2 ? { firstName, lastName } : splitName(names.join(' '));
  const behind = at === -1 ? [] : cells.slice(at + 1).filter((cell) => cell !== '');
  const { given, unparsed } = readOptions([...before.filter(isOption), ...behind]);
  const numbers = before.filter((cell) => !/\p{L}/u.test(cell) && /\p{N}/u.test(cell));
  return { rows: [{ ...namesOf(named), email: cells[at] ?? '', ...given }], unparsed: [...numbers, ...unparsed] };
}

/** `Ada Noor ada@school.example, Bea Lind bea@school.example programmes:primary` */
function readText(line: string): Read {
  const records = recordsIn(line).map((record) => {
    const { words, keys } = parseLine(`x ${record}`, lineKeys);
    return { keys: { ...keys }, ...readWords(words) };
  });
  // What is said once, at the end, is said of all who have nothing of their own.
  const forAll = records.at(-1)?.keys ?? {};
  const rows = records.flatMap(({ rows, keys }) =>
    rows.map((row) => ({ ...row, ...(Object.keys(keys).length > 0 ? keys : forAll) })),
  );
  const unparsed = records.flatMap((record) => record.unparsed);
  const isOfNobody = rows.length === 0 && Object.keys(forAll).length > 0;
  return { rows: isOfNobody ? [{ firstName: '', lastName: '', email: '', ...forAll }] : rows, unparsed };
}

/** Parts a line behind someone's address, where a semicolon stands, or a comma with another address to come. */
function recordsIn(line: string): string[] {
  const records: string[] = [];
  let from = 0;
  for (const { 0: sign, index } of line.matchAll(/;(?=\s|$)|,/g)) {
    const [before, after] = [line.slice(from, index), line.slice(index + 1)];
    if (!before.includes('@') || (sign === ',' && !(after.split(/[,;]/)[0] ?? '').includes('@'))) continue;
    records.push(before);
    from = index + 1;
  }
  return [...records, line.slice(from)].filter((record) => record.trim() !== '').reduce(withOptions, []);
}

/** What names nobody and only programmes, sites or a role is said of the one before: `Ada Noor ada@school.example; primary`. */
function withOptions(records: string[], record: string): string[] {
  const { words } = parseLine(`x ${record}`, lineKeys);
  const isOptions = words.length > 0 && readOptions(textsOf(words)).unparsed.length === 0;
  return isOptions && records.length > 0
    ? [...records.slice(0, -1), `${records.at(-1)} ${record}`]
    : [...records, record];
}

function readWords(all: Word[]): Read {
  const words = withoutLabels(parted(all).words.flatMap(apart));
  const [first] = words;
  if (!first) return { rows: [], unparsed: [] };
  const people: { name: Word[]; email: Word; behind: Word[] }[] = [];
  // In `ada@school.example Ada Noor` names stand behind.
  const mailFirst = first.text.includes('@') && !words.at(-1)?.text.includes('@');
  let name: Word[] = [];
  const remarks: Word[] = [];
  for (const word of words) {
    const last = people.at(-1);
    // Behind an address that may be of what kind it is: `ada@school.example (work)`.
    if (mailFirst && isRemark(word)) remarks.push(word);
    else if (!word.text.includes('@')) (mailFirst && last ? last.name : name).push(word);
    else {
      const { behind, onwards } = last ? afterMail(name) : { behind: [], onwards: name };
      last?.behind.push(...behind);
      people.push({ name: onwards, email: word, behind: [] });
      name = [];
    }
  }
  if (people.length === 0) return { rows: [{ ...namesOf(splitName(written(words))), email: '' }], unparsed: [] };
  const { given, unparsed } = readOptions(textsOf(name.filter((word) => !isJoining(word))));
  const rows = people.map(({ name, email, behind }) => {
    const end = mailFirst ? endOfName(name) : name.length;
    const { unparsed: over, ...names } = readName(name.slice(0, end), mailFirst);
    unparsed.push(...over);
    return { ...names, email: email.text, ...given, ...readOptions(textsOf([...behind, ...name.slice(end)])).given };
  });
  return { rows, unparsed: [...unparsed, ...textsOf(remarks)] };
}

const isRemark = ({ raw }: Word) => /^\([^\s()]*\)$/.test(raw) && fieldOf(raw) === undefined;

/** `Ada,Noor,ada@school.example,primary` is four words. */
function apart(word: Word): Word[] {
  if (word.quoted || !word.text.includes('@') || !/[^,;]+[,;]+[^,;]/.test(word.text)) return [word];
  return (word.text.match(/[^,;]+[,;]*/g) ?? []).map((raw) => ({ ...word, raw, text: unwrap(raw) }));
}

/** Of the words between two e-mails those that are said of the first: up to *and*, or as many as name programmes, sites or a role. */
function afterMail(words: Word[]): { behind: Word[]; onwards: Word[] } {
  const and = words.findIndex(isJoining);
  if (and !== -1 && optionsBefore(textsOf(words.slice(0, and))) === and)
    return { behind: words.slice(0, and), onwards: words.slice(and + 1) };
  const end = optionsBefore(textsOf(words.slice(0, -1)));
  return { behind: words.slice(0, end), onwards: words.slice(end) };
}

/** In `ada@school.example Ada Noor igcse` the name ends where all that follows names programmes, sites or a role. */
function endOfName(words: Word[]): number {
  const texts = textsOf(words);
  // From behind, by what is known of the places after each: a line may have thousands of words.
  const ends = new Set([words.length]);
  let end = words.length;
  for (let i = words.length - 1; i >= 0 && i >= end - maxOption && !words[i]?.quoted; i -= 1) {
    const { count } = optionAt(texts, i);
    if (count === 0 || !ends.has(i + count)) continue;
    ends.add(i);
    end = i;
  }
  return end;
}

/** Most words that name one of them, and most words that are looked at for them behind one person. */
const maxOption = 5;
const maxLookedAt = 100;

/** What is named from this word on, in as many words as can be; `count` is 0 where it is none. */
function optionAt(words: string[], at: number): { field?: ReturnType<typeof fieldOf>; count: number } {
  for (let count = Math.min(words.length - at, maxOption); count > 0; count -= 1) {
    const field = fieldOf(words.slice(at, at + count).join(' '));
    if (field) return { field, count };
  }
  return { count: 0 };
}

/** How many words name nothing else, from the first on. */
function optionsBefore(words: string[]): number {
  let end = 0;
  for (let { count } = optionAt(words, 0); count > 0; { count } = optionAt(words, end)) end += count;
  return end;
}

/** What names a programme, a site or a role by itself, in as many words as that takes; the others fit nowhere. */
function readOptions(words: string[]): { given: Record<string, string>; unparsed: string[] } {
  const given: Record<string, string> = {};
  const unparsed: string[] = [];
  let at = 0;
  while (at < words.length && at < maxLookedAt) {
    const { field, count } = optionAt(words, at);
    const text = words.slice(at, at + Math.max(count, 1)).join(' ');
    if (!field) unparsed.push(text);
    else given[field] = given[field] === undefined ? text : `${given[field]}, ${text}`;
    at += Math.max(count, 1);
  }
  return { given, unparsed: [...unparsed, ...words.slice(at)] };
}

function fieldOf(text: string): 'programmes' | 'sites' | 'role' | undefined {
  const said = text.replace(/[,;]+$/, '');
  const { programmes, unknown } = programmesIn(said);
  if (programmes.length > 0 && unknown.length === 0) return 'programmes';
  if (pick(siteNames, said)) return 'sites';
  return pick(roleNames, said) ? 'role' : undefined;
}
