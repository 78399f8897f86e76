import type { File } from '../../ui/card.ts';
import { toCsv } from '../csv/write.ts';

/** A file to begin with: the columns, and rows that show what each can hold. */
export function template(): File {
  const columns = ['site', 'group', 'stage', 'subject', 'learner', 'test', 'date', 'max mark', 'mark'];
  const strands = ['strand: Number', 'strand: Geometry'];
  return {
    name: 'results-template.csv',
    type: 'text/csv',
    content: toCsv(
      [...columns, ...strands],
      [
        ['primary', '3B', '3', 'Mathematics', 'Ada Lovelace', 'Autumn test', '2026-09-14', '20', '17', '9', '8'],
        ['primary', '3B', '3', 'Mathematics', 'Alan Turing', 'Autumn test', '2026-09-14', '20', '15.5', '', ''],
        ['primary', '3B', '3', 'Mathematics', 'Grace Hopper', '', '', '', '', '', ''],
      ],
    ),
  };
}
