import type { File } from '../../ui/card.ts';
import { templates } from '../tables/templates.ts';

const columns = ['first name', 'last name', 'e-mail', 'programmes', 'sites', 'role'];

const rows = [
  ['Ada', 'Lovelace', 'ada.lovelace@school.example', 'Cambridge Primary, IGCSE', '', ''],
  ['Alan', 'Turing', 'alan.turing@school.example', '', 'Test Maker', 'teacher'],
];

/** A list of people to begin with. */
export const peopleTemplates = (): Promise<File[]> => templates('people-template', columns, rows);
