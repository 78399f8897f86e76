import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { type File, workbookType } from '../../src/ui/card.ts';
import type { FileValue } from '../../src/ui/form.ts';

/** A file as a chat brings it. */
export const fileOf = (content: string | Uint8Array, name = 'file.csv'): FileValue => ({
  name,
  base64: Buffer.from(content).toString('base64'),
});

/** The bytes of a workbook with these sheets. */
export const workbookOf = (sheets: { name: string; rows: string[][] }[]): Promise<Uint8Array> => writeXlsx({ sheets });

/** The rows of a file of ours, a workbook or CSV, put right as by whoever mends it, and sent back. */
export async function mended({ name, type, content }: File, put: (cells: string[]) => string[]): Promise<FileValue> {
  if (type !== workbookType) {
    const [head = '', ...lines] = content.trimEnd().split('\r\n');
    return fileOf([head, ...lines.map((line) => put(line.split(',')).join(','))].join('\r\n'), name);
  }
  const { sheets } = await readXlsx(Buffer.from(content, 'base64'));
  const [head = [], ...rows] = (sheets[0]?.rows ?? []).map((row) => row.map((cell) => String(cell ?? '')));
  return fileOf(await workbookOf([{ name: 'Sheet1', rows: [head, ...rows.map(put)] }]), name);
}
