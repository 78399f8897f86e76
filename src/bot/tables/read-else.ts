import { shorten } from '../../lib/text.ts';
import type { Button } from '../../ui/card.ts';
import type { FileValue, Option, SimpleField } from '../../ui/form.ts';
import { table as say } from '../../ui/sentences/table.ts';
import type { Call, Question, Raw } from '../command.ts';
import { packInput } from '../flow/pack-input.ts';
import type { Answers } from '../form-inputs.ts';
import { type AskedColumns, heldIn, type Places, settled } from './answers.ts';
import { maxOptions } from './column-options.ts';
import { headAt } from './columns.ts';
import type { Table } from './read.ts';
import { unlessRefused } from './unless-refused.ts';

/** How a file was read, and how else it may be: in another encoding, as another sheet, by other columns. */

/** What the button asks. */
const howElseAsked = 'how-else';

/** Whether the button was pressed that asks how else the file may be read. */
export const asksHowElse = (answers: Answers = {}): boolean => answers.asks === howElseAsked;

/** A file as it was read, with the columns that were said. */
export interface Opened<C extends string> {
  table: Table;
  chosen: Places<C>;
}

/** What a preview says of how the file was read. */
export function howRead({ read: { encoding, chosen, sheet, hiddenRows, uncalculated } }: Table): string[] {
  return [
    ...(encoding ? [say.guessed(encoding.guessed)] : []),
    ...(chosen ? [say.chosen(chosen)] : []),
    ...(sheet && sheet.others.length > 0 ? [say.sheetRead(shorten(sheet.name, 60), sheet.others.length)] : []),
    ...(hiddenRows ? [say.hiddenRows(hiddenRows)] : []),
    ...(uncalculated ? [say.uncalculated(uncalculated)] : []),
  ];
}

/** Leads to the form that asks how else the file may be read, where there is another way; the file stays with it. @param raw what else was given */
export async function elseButton<C extends string>(
  call: Call,
  verb: string,
  raw: Raw & { file: FileValue },
  asked: AskedColumns<C>,
  opened: Opened<C>,
  answers: Answers = {},
): Promise<Button[]> {
  const { encoding, chosen, sheet } = opened.table.read;
  const isChosen = Object.keys(opened.chosen).length > 0;
  if (!encoding && !chosen && !isChosen && !sheet?.others.length) return [];
  const given = { ...answers, ...settled(asked, opened, answers), asks: howElseAsked };
  const input = await packInput(call, verb, { ...raw, answers: given });
  return [{ label: say.readElse, action: { verb, step: 'run', input } }];
}

/** The sheets that a workbook has, where it has several: what else is asked in the same form is of the one that was read. */
export function sheetField({ read: { sheet } }: Table): SimpleField[] {
  if (!sheet || sheet.others.length === 0) return [];
  const options = [sheet.name, ...sheet.others].slice(0, maxOptions);
  return [
    {
      ...({ name: 'sheet', kind: 'choice', label: say.sheet, hint: say.sheetHint } as const),
      options: options.map((value) => ({ value, label: shorten(value, 75) })),
    },
  ];
}

/** What a preview says of columns that were said. @param words what each holds: *the e-mail* */
export function columnsChosen<C extends string>({ table, chosen }: Opened<C>, words: Record<C, string>): string[] {
  const columns = Object.entries<number | undefined>(chosen).flatMap(([column, at]) =>
    at === undefined ? [] : [{ what: words[column as C], head: shorten(headAt(table.columns, at), 60) }],
  );
  return columns.length > 0 ? [say.columnsChosen(columns)] : [];
}

interface Reading<C extends string, O extends Opened<C>> {
  /** Reads a file by what was answered of it. */
  open(file: FileValue, answers: Answers): Promise<O>;
  /** The fields in which columns are chosen. */
  columns(opened: O): SimpleField[];
  /** The columns that have names in them. */
  names(opened: O): (number | undefined)[];
}

/** The form that the button leads to. */
export async function howElse<C extends string, O extends Opened<C>>(
  asked: AskedColumns<C>,
  { asks, ...given }: Answers,
  file: FileValue,
  { open, columns, names }: Reading<C, O>,
): Promise<Question> {
  const { before, answers = before } = heldIn(asked, given);
  const opened = await open(file, { ...answers, encoding: undefined });
  const { encoding, sheet } = opened.table.read;
  const fields: SimpleField[] = [];
  if (encoding) {
    // What is cut off may be none that can be read: then there is no example.
    const part = withRareLines(file);
    const options: Option[] = [];
    for (const value of [encoding.guessed, ...encoding.others].slice(0, maxOptions)) {
      const example = exampleOf(await unlessRefused(open(part, { ...answers, encoding: value })), names(opened));
      options.push({ value, label: shorten(say.option(value, example), 75) });
    }
    fields.push({ name: 'encoding', kind: 'choice', label: say.encoding, hint: say.encodingHint, options });
  }
  const ofColumns = Object.keys(opened.chosen).length > 0 ? columns(opened) : [];
  const rests = settled(
    asked,
    opened,
    answers,
    ofColumns.map(({ name }) => name),
  );
  return {
    title: say.readElse,
    fields: [...fields, ...sheetField(opened.table), ...ofColumns],
    values: { ...rests, of: undefined, encoding: rests.encoding ?? encoding?.guessed, sheet: sheet?.name },
    answered: { ...answers, ...rests, asks },
  };
}

/** Most rare names in an example of an encoding, in characters. */
const maxExample = 40;

/** What is read of a file for examples, in bytes: its head, and the lines from the first on that has something beyond ASCII. */
const partOf = { head: 4_000, rare: 20_000 };

/** As much of a file as examples of its names need: to read a long one in each encoding would take longer than a form waits. */
function withRareLines({ name, base64 }: FileValue): FileValue {
  const bytes = Buffer.from(base64, 'base64');
  const head = lineEnd(bytes.subarray(0, partOf.head));
  let rare = head;
  while (rare < bytes.length && (bytes[rare] ?? 0) < 0x80) rare += 1;
  const from = Math.max(head, lineEnd(bytes.subarray(0, rare)));
  const lines = bytes.subarray(from, from + partOf.rare);
  const whole = from + partOf.rare < bytes.length ? lines.subarray(0, lineEnd(lines)) : lines;
  return { name, base64: Buffer.concat([bytes.subarray(0, head), whole]).toString('base64') };
}

/** Where the last whole line ends. */
const lineEnd = (bytes: Buffer) => Math.max(bytes.lastIndexOf('\n'), bytes.lastIndexOf('\r')) + 1;

function exampleOf(opened: { table: Table } | undefined, places: (number | undefined)[]): string {
  const namesIn = (cells: string[]) =>
    places
      .flatMap((at) => (at === undefined ? [] : (cells[at] ?? '')))
      .join(' ')
      .trim();
  const rare: string[] = [];
  for (const { cells } of opened?.table.rows ?? []) {
    const name = namesIn(cells);
    if (/[^\x20-\x7e]/.test(name)) rare.push(name);
    if (rare.length === 3) break;
  }
  return shorten(rare.join(', '), maxExample);
}
