/** What is chosen from where someone looks for a file with a table in it; what it really is, its content says. */
export const tableFiles = '.csv,.tsv,.txt,.xlsx,.xlsm,.xls,text/csv';

/** Largest file that any command takes, in bytes: 50,000 results with a few strands are some 5 MB. */
export const maxFileBytes = 8_000_000;

/** What else people send for a table; none of it is read. */
export type OtherKind =
  | 'locked'
  | 'old-workbook'
  | 'binary-workbook'
  | 'open-document'
  | 'numbers'
  | 'web-page'
  | 'document'
  | 'pdf'
  | 'picture'
  | 'packed';
