import { partsInTurns } from '../../lib/turns.ts';
import { type File, workbookType } from '../../ui/card.ts';
import { withWorker } from './worker/ask.ts';

/**
 * Rows as an Excel workbook of one sheet, handed over in parts between which others have their turn. Each cell is text, so that none is run as a formula, and a number such as 00123 stays as
 * it is.
 *
 * @param name without its ending
 * @throws Refusal `busy`
 */
export async function toWorkbook<R>(
  name: string,
  columns: string[],
  rows: R[],
  cellsOf: (row: R) => string[],
): Promise<File> {
  const bytes = await withWorker(async (ask) => {
    await ask({ type: 'write', rows: [columns], isFirst: true, isLast: false }, 'written');
    for await (const part of partsInTurns(rows))
      await ask({ type: 'write', rows: part.map(cellsOf), isFirst: false, isLast: false }, 'written');
    return (await ask({ type: 'write', rows: [], isFirst: false, isLast: true }, 'written')).bytes ?? new Uint8Array();
  });
  return { name: `${name}.xlsx`, type: workbookType, content: Buffer.from(bytes).toString('base64') };
}
