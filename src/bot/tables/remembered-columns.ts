import { type FileKind, recallColumns, rememberColumns } from '../../service/column-choices.ts';
import type { Call } from '../command.ts';
import { foldHead } from './heads.ts';

/**
 * What was said of the columns of a file, by their places in it. It is kept for their names, whatever their order: of two of one name
 * the first is meant. A file without names is like no other.
 */

/** The places of the columns that have names, in the order of the alphabet. */
const inOrder = (columns: string[]): { at: number; name: string }[] =>
  columns
    .map((head, at) => ({ at, name: foldHead(head) }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.at - b.at));

const kindOf = (subject: FileKind['subject'], columns: string[]): FileKind => ({
  subject,
  heads: inOrder(columns).map(({ name }) => name),
});

export async function recalledColumns<C extends string>(
  { ctx }: Call,
  subject: FileKind['subject'],
  columns: string[],
  wanted: readonly C[],
): Promise<Partial<Record<C, number>>> {
  const places = inOrder(columns);
  if (places.length === 0) return {};
  const kept = await recallColumns(ctx, kindOf(subject, columns));
  const found = wanted.flatMap((column) => {
    const place = kept?.[column];
    return place === undefined ? [] : [[column, places[place]?.at ?? -1] as const];
  });
  return Object.fromEntries(found) as Partial<Record<C, number>>;
}

/** @param chosen the places of columns in the file, -1 for none */
export async function keepColumns(
  { ctx }: Call,
  subject: FileKind['subject'],
  columns: string[],
  chosen: Partial<Record<string, number>>,
): Promise<void> {
  const places = inOrder(columns);
  const kept = Object.entries(chosen).flatMap(([column, at]) =>
    at === undefined ? [] : [[column, places.findIndex((place) => place.at === at)] as const],
  );
  if (places.length > 0 && kept.length > 0)
    await rememberColumns(ctx, kindOf(subject, columns), Object.fromEntries(kept));
}
