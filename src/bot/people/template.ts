import type { File } from '../../ui/card.ts';
import { toCsv } from '../tables/write.ts';

const columns = ['first name', 'last name', 'e-mail', 'programmes', 'sites', 'role'];

const rows = [
  ['Ada', 'Lovelace', 'ada.lovelace@school.example', 'Cambridge Primary, IGCSE', '', ''],
  ['Alan', 'Turing', 'alan.turing@school.example', '', 'Test Maker', 'teacher'],
];

/** A list of people to begin with: the columns, and rows that show what each can hold. */
export const peopleTemplate = async (): Promise<File> => ({
  name: 'people-template.csv',
  type: 'text/csv',
  content: await toCsv(columns, rows, (cells) => cells),
});
