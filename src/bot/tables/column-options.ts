import { shorten } from '../../lib/text.ts';
import type { Option } from '../../ui/form.ts';
import { table as say } from '../../ui/sentences/table.ts';
import { optionOf } from './answers.ts';
import { headAt } from './columns.ts';
import type { Table } from './read.ts';

/** Most options of a menu: one of Slack's holds no more. */
export const maxOptions = 100;

/** The columns that have anything in them, those that look right first, each with what stands in its first row. */
export function columnOptions({ columns, rows }: Table, looksRight: (cell: string) => boolean = () => true): Option[] {
  const options = columns.flatMap((_, at) => {
    const example = rows.find(({ cells }) => (cells[at] ?? '').trim() !== '')?.cells[at]?.trim();
    if (example === undefined) return [];
    const label = shorten(say.option(shorten(headAt(columns, at), 40), shorten(example, 30)), 75);
    return [{ option: { value: optionOf(at), label }, right: looksRight(example) }];
  });
  return [...options.filter((o) => o.right), ...options.filter((o) => !o.right)]
    .slice(0, maxOptions)
    .map(({ option }) => option);
}
