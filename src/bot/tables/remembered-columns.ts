import { type FileKind, recallColumns, rememberColumns } from '../../service/column-choices.ts';
import type { Ctx } from '../../service/context.ts';
import type { AskedColumns, Places } from './answers.ts';
import { foldHead } from './heads.ts';

/**
 * What was said of the columns of a file, by their places in it. It is kept for their names, whatever their order: of two of one name
 * the first is meant. A file without names is like no other; one of ours with rows to mend is like the one that these are from.
 */

type Subject = FileKind['subject'];

/** The places of the columns that have names, in the order of the alphabet. */
const inOrder = (columns: string[]): { at: number; name: string }[] =>
  columns
    .map((head, at) => ({ at, name: foldHead(head) }))
    .filter(({ name }) => name !== '' && name !== 'why')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.at - b.at));

const kindOf = (subject: Subject, columns: string[]): FileKind => ({
  subject,
  heads: inOrder(columns).map(({ name }) => name),
});

/** Looks up what was said of a file with these columns. @param asked those that may have been asked for */
export const recalling =
  <C extends string>(ctx: Ctx, subject: Subject, asked: AskedColumns<C>) =>
  async (columns: string[]): Promise<Places<C>> => {
    const places = inOrder(columns);
    if (places.length === 0) return {};
    const kept = await recallColumns(ctx, kindOf(subject, columns));
    const found = (Object.keys(asked) as C[]).flatMap((column) => {
      const at = places[kept?.[column] ?? -1]?.at;
      return at === undefined ? [] : [[column, at] as const];
    });
    return Object.fromEntries(found) as Places<C>;
  };

/** Remembers what was said of the columns of a file, where anything was. */
export async function keepColumns<C extends string>(
  ctx: Ctx,
  subject: Subject,
  columns: string[],
  chosen: Places<C>,
): Promise<void> {
  const places = inOrder(columns);
  const kept = Object.entries(chosen).flatMap(([column, at]) => {
    const place = places.findIndex((each) => each.at === at);
    return place < 0 ? [] : [[column, place] as const];
  });
  if (kept.length > 0) await rememberColumns(ctx, kindOf(subject, columns), Object.fromEntries(kept));
}
