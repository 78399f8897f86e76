import { type File, workbookType } from '../../ui/card.ts';
import { withWorker } from './worker/ask.ts';

/**
 * Rows as an Excel workbook of one sheet. Each cell is text, so that none is run as a formula, and a number such as 00123 stays as
 * it is.
 *
 * @param name without its ending
 * @throws Refusal `busy`
 */
export async function toWorkbook(name: string, columns: string[], rows: string[][]): Promise<File> {
  const { bytes } = await withWorker((ask) => ask({ type: 'write', rows: [columns, ...rows] }, 'written'));
  return { name: `${name}.xlsx`, type: workbookType, content: Buffer.from(bytes).toString('base64') };
}
