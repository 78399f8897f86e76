import { readXlsx, type Sheet } from 'hucre/xlsx';
import type { Cells } from '../records.ts';
import { cellText } from './cell-text.ts';
import { unpack } from './unpack.ts';

export interface SheetRead {
  name: string;
  isHidden: boolean;
  /** Those with something in them; the blanks behind the last cell of each are gone. */
  rows: Cells[];
  /** How many of them whoever made the workbook had hidden. */
  hiddenRows: number;
  /** Cells whose formula no program has worked out yet: they are empty here. */
  uncalculated: number;
}

/**
 * The sheets of a workbook, in its order.
 *
 * @param maxLines most rows of a sheet, empty ones too; those beyond are not read
 * @throws whatever stands in the way: that it is no workbook, or not whole
 */
export async function readWorkbook(bytes: Uint8Array, maxLines: number): Promise<SheetRead[]> {
  const { sheets } = await readXlsx(unpack(bytes), { readStyles: true, maxRows: maxLines + 1 });
  return sheets.map(readSheet);
}

function readSheet({ name, hidden, veryHidden, rows, cells, rowDefs }: Sheet): SheetRead {
  const found: Cells[] = [];
  let hiddenRows = 0;
  for (const [row, values] of rows.entries()) {
    const texts = values.map((value, column) => {
      const format = typeof value === 'number' ? cells?.get(`${row},${column}`)?.style?.numFmt : undefined;
      return cellText(value, format).trim();
    });
    const last = texts.findLastIndex((text) => text !== '');
    if (last === -1) continue;
    if (rowDefs?.get(row)?.hidden) hiddenRows += 1;
    found.push({ line: row + 1, cells: texts.slice(0, last + 1) });
  }
  let uncalculated = 0;
  for (const { formula, value } of cells?.values() ?? []) if (formula && isNothing(value)) uncalculated += 1;
  return { name, isHidden: hidden === true || veryHidden === true, rows: found, hiddenRows, uncalculated };
}

const isNothing = (value: unknown) => value === null || value === undefined;
