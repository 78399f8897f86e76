import { count, formatNumber, listed } from '../formats.ts';

const rows = (n: number) => count(n, 'row');

/** What is said of a file before its columns mean anything. */
export const table = {
  unreadable:
    'This workbook can’t be read: it may not be whole. Open it in Excel or another spreadsheet, save it as .xlsx or CSV, and send that.',
  tooMuch:
    'This workbook is too large to be read once it is unpacked. Delete empty rows and columns that only have a format, or save the sheet as CSV.',
  noSheet: 'No sheet of this workbook has a table in it.',
  guessed: (encoding: string) => `The file does not say how its letters are written. It was read as ${encoding}.`,
  chosen: (encoding: string) => `The file was read as ${encoding}, as it was chosen.`,
  sheetRead: (name: string, others: number) => `The sheet “${name}” was read, of ${formatNumber(others + 1)}.`,
  hiddenRows: (n: number) =>
    `${rows(n)} that ${n === 1 ? 'is' : 'are'} hidden in the workbook ${n === 1 ? 'is' : 'are'} among them.`,
  uncalculated: (n: number) =>
    `${count(n, 'cell')} with a formula that was never calculated ${n === 1 ? 'was' : 'were'} read as empty. Open the workbook in Excel, save it and send it again.`,
  columnsChosen: (columns: { what: string; head: string }[]) =>
    `As it was chosen: ${listed(columns.map(({ what, head }) => `${what} from “${head}”`))}.`,
  readElse: 'Read it otherwise',
  encoding: 'Encoding',
  encodingHint: 'Choose the one in which the names are right.',
  sheet: 'Sheet',
  sheetHint: 'Choose another, and what is needed is asked of that one.',
  option: (name: string, example: string) => (example === '' ? name : `${name}: ${example}`),
};
