import { roleNames, siteNames } from '../../ui/sentences/names.ts';
import { programmesIn } from '../../words/programmes.ts';
import { splitName } from '../../words/whole-names.ts';
import type { Raw } from '../command.ts';
import { pick } from '../line/options.ts';
import { parseLine, type Word } from '../line/parse.ts';
import { parted } from '../line/take.ts';
import { foldHead } from '../tables/heads.ts';
import { toCsv } from '../tables/write.ts';
import { peopleDictionary } from './columns.ts';

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
  const lines = rest
    .split(/\r?\n/)
    .map((line, i) => (i === 0 ? line : line.replace(/^\s*(?:\/?staff\s+)?\/?add\s+/i, '')))
    .filter((line) => line.trim() !== '');
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

const fileOf = (content: string) => ({ name: 'Your message', base64: Buffer.from(content).toString('base64') });

/** A row as it is pasted from a spreadsheet: names, an e-mail, and what stands behind it. */
function readCells(line: string): Read {
  const cells = line.split('\t').map((cell) => cell.trim());
  const at = cells.findIndex((cell) => cell.includes('@'));
  const names = (at === -1 ? cells : cells.slice(0, at)).filter((cell) => cell !== '');
  const [firstName = '', lastName = ''] = names;
  const named = names.length === 2 ? { firstName, lastName } : splitName(names.join(' '));
  const { given, unparsed } = readOptions(at === -1 ? [] : cells.slice(at + 1).filter((cell) => cell !== ''));
  return { rows: [{ ...namesOf(named), email: cells[at] ?? '', ...given }], unparsed };
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
  return [...records, line.slice(from)].filter((record) => record.trim() !== '');
}

const joining = /^(?:and|&|\+|[,;]+)$/i;

function readWords(all: Word[]): Read {
  const words = withoutLabels(parted(all).words.filter((w) => w.quoted || !joining.test(w.text)));
  const [first] = words;
  if (!first) return { rows: [], unparsed: [] };
  const people: { name: Word[]; email: string }[] = [];
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
      people.push({ name, email: word.text });
      name = [];
    }
  }
  if (people.length === 0) return { rows: [{ ...named(name), email: '' }], unparsed: [] };
  const { given, unparsed } = readOptions(textsOf(name));
  const rows = people.map(({ name, email }) => {
    const end = mailFirst ? endOfName(name) : name.length;
    return { ...named(name.slice(0, end)), email, ...given, ...readOptions(textsOf(name.slice(end))).given };
  });
  return { rows, unparsed: [...unparsed, ...textsOf(remarks)] };
}

const isRemark = ({ raw }: Word) => /^\([^\s()]*\)$/.test(raw) && fieldOf(raw) === undefined;

const textsOf = (words: Word[]) => words.map(({ text }) => text);

/** In `ada@school.example Ada Noor igcse` the name ends where all that follows names programmes, sites or a role. */
function endOfName(words: Word[]): number {
  const isOptions = (end: number) =>
    words.slice(end).every(({ quoted }) => !quoted) && readOptions(textsOf(words.slice(end))).unparsed.length === 0;
  const end = words.findIndex((_, i) => i > 0 && isOptions(i));
  return end === -1 ? words.length : end;
}

function named(words: Word[]) {
  const name = words.map(({ text, quoted, raw }) => (quoted ? text : raw)).join(' ');
  return namesOf(splitName(name.replace(/^\((.*)\)$/, '$1')));
}

/** Most words of what an address is called. */
const maxLabel = 4;

/** The words without what an address is called: `Ada Noor E-mail: ada@school.example`. */
function withoutLabels(words: Word[]): Word[] {
  const kept: Word[] = [];
  for (const word of words) {
    const most = word.text.includes('@') ? Math.min(maxLabel, kept.length) : 0;
    const counts = Array.from({ length: most }, (_, i) => most - i);
    const label = counts.find((n) => isLabel(textsOf(kept.slice(-n)).join(' ')));
    if (label) kept.splice(-label);
    kept.push(word);
  }
  return kept;
}

const isLabel = (text: string) =>
  /^e-?mail:?$/i.test(text) || (text.endsWith(':') && peopleDictionary.get(foldHead(text))?.has('email'));

const namesOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => ({ firstName, lastName });

/** What names a programme, a site or a role by itself, in as many words as that takes; the others fit nowhere. */
function readOptions(words: string[]): { given: Record<string, string>; unparsed: string[] } {
  const given: Record<string, string> = {};
  const unparsed: string[] = [];
  for (let i = 0; i < words.length; ) {
    let count = Math.min(words.length - i, 5);
    let field = fieldOf(words.slice(i, i + count).join(' '));
    while (!field && count > 1) {
      count -= 1;
      field = fieldOf(words.slice(i, i + count).join(' '));
    }
    const text = words.slice(i, i + count).join(' ');
    if (!field) unparsed.push(text);
    else given[field] = given[field] === undefined ? text : `${given[field]}, ${text}`;
    i += count;
  }
  return { given, unparsed };
}

function fieldOf(text: string): 'programmes' | 'sites' | 'role' | undefined {
  const said = text.replace(/[,;]+$/, '');
  const { programmes, unknown } = programmesIn(said);
  if (programmes.length > 0 && unknown.length === 0) return 'programmes';
  if (pick(siteNames, said)) return 'sites';
  return pick(roleNames, said) ? 'role' : undefined;
}
