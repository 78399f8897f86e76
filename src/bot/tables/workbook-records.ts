import { csv as say } from '../../ui/sentences/csv.ts';
import { table as sayTable } from '../../ui/sentences/table.ts';
import type { NamesKnown } from './head.ts';
import { type Cells, maxCell, maxCells, maxColumns } from './records.ts';
import { refuseFile } from './refuse-file.ts';
import type { TableLimits } from './text-records.ts';
import { withWorker } from './worker/ask.ts';
import type { SheetBegun } from './worker/asks.ts';
import { unguarded } from './write.ts';

export interface SheetRecords {
  rows: Cells[];
  sheet: { name: string; others: string[] };
  hiddenRows: number;
  uncalculated: number;
}

/**
 * The rows of a workbook's sheet that are not empty.
 *
 * @param chosen the name of the sheet, where a person chose it
 * @throws Refusal `busy`, `file-unreadable`
 */
export function workbookRecords(
  bytes: Uint8Array,
  { maxLines, maxRows, maxRecords }: TableLimits,
  namesKnown: NamesKnown = () => 0,
  chosen?: string,
): Promise<SheetRecords> {
  return withWorker(async (ask) => {
    const { sheets } = await ask({ type: 'workbook', bytes, maxLines }, 'sheets');
    const named = (name: string | undefined) => sheets.find((each) => each.name.trim() === name?.trim());
    const sheet = sheets.find(({ name }) => name === chosen) ?? named(chosen) ?? likeliest(sheets, namesKnown);
    if (!sheet) return refuseFile(sayTable.noSheet);
    if (sheet.lastLine > maxLines) refuseFile(say.tooManyLines(maxLines));
    const rows: Cells[] = [];
    for (let isMore = true; isMore; ) {
      const part = await ask({ type: 'rows', sheet: sheets.indexOf(sheet), from: rows.length }, 'rows');
      isMore = part.rows.length > 0;
      for (const row of part.rows) rows.push({ line: row.line, cells: checked(row).map(unguarded) });
      if (rows.length > maxRecords) refuseFile(say.tooMany(maxRows));
    }
    const others = sheets.filter((each) => each !== sheet && !each.isHidden && each.first.length > 0);
    const { hiddenRows, uncalculated } = sheet;
    return { rows, sheet: { name: sheet.name, others: others.map(({ name }) => name) }, hiddenRows, uncalculated };
  });
}

/** The sheet whose heads are known best; else the first with rows below heads; those that are hidden, where no other is there. */
function likeliest(sheets: SheetBegun[], namesKnown: NamesKnown): SheetBegun | undefined {
  const withRows = sheets.filter(({ first }) => first.length > 0);
  const shown = withRows.filter(({ isHidden }) => !isHidden);
  const among = shown.length > 0 ? shown : withRows;
  const known = (sheet: SheetBegun) => Math.max(0, ...sheet.first.map(({ cells }) => namesKnown(cells)));
  const isTable = ({ first }: SheetBegun) => first.filter(({ cells }) => cells.length > 1).length > 1;
  const first = among.find(isTable) ?? among[0];
  return among.reduce((best, next) => (best && known(next) > known(best) ? next : best), first);
}

function checked({ line, cells }: Cells): string[] {
  if (cells.length > maxCells) refuseFile(say.manyColumns(line, maxColumns));
  if (cells.some((cell) => cell.length > maxCell)) refuseFile(say.cellLong(line, maxCell));
  return cells;
}
