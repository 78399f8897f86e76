import type { File } from '../../ui/card.ts';
import { toWorkbook } from './to-workbook.ts';
import { toCsv } from './write.ts';

/** A file to begin with, as a workbook and as CSV: the columns, and rows that show what each can hold. @throws Refusal `busy` */
export const templates = async (name: string, columns: string[], rows: string[][]): Promise<File[]> => [
  await toWorkbook(name, columns, rows, (cells) => cells),
  { name: `${name}.csv`, type: 'text/csv', content: await toCsv(columns, rows, (cells) => cells) },
];
