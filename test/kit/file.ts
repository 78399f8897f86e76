import { writeXlsx } from 'hucre/xlsx';
import type { FileValue } from '../../src/ui/form.ts';

/** A file as a chat brings it. */
export const fileOf = (content: string | Uint8Array, name = 'file.csv'): FileValue => ({
  name,
  base64: Buffer.from(content).toString('base64'),
});

/** The bytes of a workbook with these sheets. */
export const workbookOf = (sheets: { name: string; rows: string[][] }[]): Promise<Uint8Array> => writeXlsx({ sheets });
