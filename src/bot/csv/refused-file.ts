import type { File } from '../../ui/card.ts';
import type { FileRow } from './rows.ts';
import { toCsv } from './write.ts';

/** What was refused, as it came, with a column that says why: to be mended and sent again. */
export function refusedFile(refused: FileRow[], fileName: string): File {
  const head = refused[0]?.columns ?? [];
  const width = Math.max(head.length, ...refused.map((r) => r.given.length));
  const places = Array.from({ length: width }, (_, i) => i).filter((i) => head[i]?.trim().toLowerCase() !== 'why');
  const columns = places.map((i) => head[i] ?? '');
  const rows = refused.map((r) => [...places.map((i) => r.given[i] ?? ''), r.problems.join(' ')]);
  return {
    name: fileName.replace(/(\.csv)?$/i, '-refused.csv'),
    type: 'text/csv',
    content: toCsv([...columns, 'why'], rows),
  };
}
