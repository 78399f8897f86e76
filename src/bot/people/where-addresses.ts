import { eachInTurns } from '../../lib/turns.ts';
import { readEmail } from '../../words/read-email.ts';
import { plainerHeads } from '../tables/heads.ts';
import type { Table } from '../tables/read.ts';
import { peopleDictionary } from './columns.ts';

/** In which columns of a list the addresses are, by what stands in them: heads may be above the wrong ones. */

export const anAt = /[@＠]/;

/** Of a cell as a whole, `Ada Noor <ada@school.example>` being one; told in one pass, however long it is. */
function looksLikeAddress(cell: string): boolean {
  const mail = cell.slice(cell.lastIndexOf('<') + 1);
  const at = mail.search(anAt);
  return at > 0 && mail.includes('.', at) && !/\s/.test(mail);
}

/** The columns in which a cell has an @, those in which most cells are addresses, and those in which one has a word. */
interface Contents {
  withAt: number[];
  ofAddresses: number[];
  withWords: number[];
}

export async function contentsOf({ columns, rows }: Table): Promise<Contents> {
  const found = columns.map(() => ({ filled: 0, at: 0, addresses: 0, words: 0 }));
  await eachInTurns(rows, ({ cells }) => {
    for (const [place, column] of found.entries()) {
      const cell = cells[place]?.trim() ?? '';
      if (cell === '') continue;
      column.filled += 1;
      if (anAt.test(cell)) column.at += 1;
      if (looksLikeAddress(cell)) column.addresses += 1;
      if (column.words === 0 && /\p{L}{2}/u.test(cell)) column.words += 1;
    }
  });
  const places = (is: (column: (typeof found)[number]) => boolean) =>
    found.flatMap((column, place) => (is(column) ? [place] : []));
  return {
    withAt: places(({ at }) => at > 0),
    ofAddresses: places(({ addresses, filled }) => addresses * 2 > filled),
    withWords: places(({ words }) => words > 0),
  };
}

/** Whether the addresses stand elsewhere, or in another column that is called as well, and are others there. */
export function isUnsure({ columns, rows }: Table, at: number | undefined, { withAt, ofAddresses }: Contents): boolean {
  if (at === undefined) return false;
  if (!withAt.includes(at)) return ofAddresses.length > 0;
  const isCalledSo = (place: number) =>
    plainerHeads(columns[place] ?? '').some((name) => peopleDictionary.get(name)?.get('email') === 0);
  const said = (cells: string[], place: number) => readEmail(cells[place] ?? '').email.toLowerCase();
  const isOther = (place: number) =>
    rows.some(({ cells }) => said(cells, place) !== '' && said(cells, place) !== said(cells, at));
  return isCalledSo(at) && ofAddresses.some((place) => place !== at && isCalledSo(place) && isOther(place));
}

/** The name in `Ada Noor <ada@school.example>`; '' where there is none. */
export const nameBeside = (cell: string): string =>
  (/^([^<>@]*)<[^<>]*@/u.exec(cell)?.[1] ?? '').replace(/["“”]/g, '').trim();

/** Where names stand with the addresses. */
export function withNames({ rows }: Table, at: number | undefined, { withAt: [only, ...more] }: Contents) {
  const place = at ?? (more.length === 0 ? only : undefined);
  return place !== undefined && rows.some(({ cells }) => nameBeside(cells[place] ?? '') !== '') ? place : undefined;
}

/** The addresses of a text that is nothing but addresses, with commas, semicolons or blanks between; nothing where it is another. */
export function addressList(text: string): string[] | undefined {
  const all = text
    .replace(/^\ufeff/, '')
    .split(/[\s,;]+/)
    .filter(Boolean);
  return all.length > 0 && all.every((one) => /^[^<>@]+@[^<>@]+\.[^<>@]+$/.test(one)) ? all : undefined;
}

/**
 * The people of a text as mail programs write several: `Noor, Ada <ada@school.example>; Lind, Bea <…>`, all in a line or one a line.
 *
 * @returns nothing where anything else stands in it
 */
export function mailList(text: string): string[] | undefined {
  const all = text
    .replace(/^\ufeff/, '')
    .split(/(?<=>)\s*[;,]\s*|[\r\n]+/)
    .map((one) => one.trim())
    .filter(Boolean);
  return all.length > 0 && all.every((one) => /^[^<>@]*<[^<>@\s]+@[^<>@\s]+>$/.test(one)) ? all : undefined;
}
