import { count, formatNumber, listed } from '../formats.ts';
import { here } from '../speech.ts';

const rows = (n: number) => count(n, 'row');

/** What is said of a file, or of a long list, that names those whom a command is for. */
export const namedInFile = {
  label: 'A file',
  hint: 'For many: CSV or Excel, with a column of e-mails.',
  orSend: (verb: string) =>
    `For many, send a file with a column of e-mails, and with it the words ${here.command(verb)}.`,
  empty: 'This file has no rows. It needs a column of e-mails.',
  noAddresses: 'This file has no e-mail addresses. Add a column with each person’s e-mail, and send it again.',
  tooMany: (max: number) => `At most ${formatNumber(max)} people can be named at once. Split the file in two.`,
  nobody: (n: number, column: string) => {
    const within = column ? ` in the column “${column}”` : '';
    if (n === 0) return `No row has an e-mail${within}.`;
    return n === 1
      ? `The one address${within} is nobody’s here.`
      : `None of the ${formatNumber(n)} addresses${within} is someone’s here.`;
  },
  question: 'Which people?',
  whichColumn: 'More than one column of the file has e-mail addresses.',
  column: 'Column with the e-mails of those who are meant',
  read: (file: string, n: number, column: string, sheet: string | undefined) =>
    `${file}: ${rows(n)}${column ? `, by the column “${column}”` : ''}${sheet ? ` of the sheet “${sheet}”` : ''}.`,
  /** @param shown some of them */
  missing: (n: number, shown: { words: string; line?: number }[]) =>
    `${formatNumber(n)} of those named ${n === 1 ? 'is' : 'are'} not known here, and ${n === 1 ? 'is' : 'are'} left out: ${listed(
      [
        ...shown.map(({ words, line }) =>
          [line === undefined ? '' : `row ${formatNumber(line)}`, words || 'no e-mail'].filter(Boolean).join(' '),
        ),
        ...(n > shown.length ? [`${formatNumber(n - shown.length)} more, in the file below`] : []),
      ],
    )}.`,
  columns: ['row', 'e-mail', 'why'],
  why: (words: string) => (words === '' ? 'No e-mail.' : 'Nobody here has this e-mail.'),
  fileName: 'not-found.csv',
};
