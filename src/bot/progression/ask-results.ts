import { daysOf } from '../../lib/days/days-of.ts';
import { dayOrderIn } from '../../lib/days/order.ts';
import { readWritten } from '../../lib/days/written.ts';
import { previewImport } from '../../service/progression/import.ts';
import type { SimpleField } from '../../ui/form.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { dataSiteNames } from '../../ui/sentences/names.ts';
import type { Call, Question } from '../command.ts';
import { settled } from '../tables/answers.ts';
import { columnOptions } from '../tables/column-options.ts';
import { sheetField } from '../tables/read-else.ts';
import { askedOfResults } from './lay-out.ts';
import { readNumber } from './marks.ts';
import { type Missing, missingIn } from './missing-in-results.ts';
import { dayAnswered, type ReadingOf, type ResultsFile, textOf } from './results-file.ts';

/** Most tests that are asked about: a form has no room for more. The rows of others are refused with what they lack. */
const maxAskedTests = 20;

/**
 * The question about a file that does not say all that is needed: the columns, the order of its dates, what its rows leave out, the
 * maximum marks and days of its tests. All in one form.
 *
 * @param file as it is without any answer but what was settled before
 */
export async function questionAbout(
  call: Call,
  personId: string,
  name: string,
  file: ResultsFile,
  { near, answers: before }: ReadingOf,
  errors: Record<string, string>,
): Promise<Question | undefined> {
  const missing = await missingIn(call, personId, file);
  const { fields, values } = fieldsFor(missing, file, near);
  // Who can't be imported for at all is refused before anything is asked.
  if (fields.length > 0) await previewImport(call.ctx, { id: personId, rows: [] });
  if (fields.length === 0) return undefined;
  return {
    title: say.ask.title,
    intro: say.ask.intro(name),
    fields: [...sheetField(file.table), ...fields],
    values: { ...values, sheet: file.table.read.sheet?.name },
    errors,
    answered: settled(askedOfResults, file, before),
  };
}

/** By field, the answers that can't be read. */
export function errorsIn({ answers, near }: ReadingOf): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, answer] of Object.entries(answers)) {
    const text = textOf(answer);
    if (text === '') continue;
    if (name.startsWith('day-') && !dayAnswered(text, near)) errors[name] = say.ask.wrongDay;
    if (name.startsWith('max-') && !readNumber(text)) errors[name] = say.ask.wrongMax;
  }
  return errors;
}

function fieldsFor(missing: Missing, file: ResultsFile, near: ReadingOf['near']): Pick<Question, 'fields' | 'values'> {
  const { tests, stages, days } = file;
  const fields: SimpleField[] = [];
  const values: Question['values'] = {};
  fields.push(...columnFields(file).filter((_, i) => missing[i === 0 ? 'group' : 'learner']));
  if (missing.group) fields.push({ kind: 'text', name: 'group', label: say.ask.group, max: 100 });
  if (days.isUnsure && days.order) {
    fields.push(orderField(days.order.example.written, near));
    values['date-order'] = dayOrderIn(near.timeZone);
  }
  if (missing.site) fields.push({ kind: 'choice', name: 'site', label: say.ask.site, options: sites });
  if (missing.subject) fields.push({ kind: 'text', name: 'subject', label: say.ask.subject, max: 100 });
  if (missing.stage && stages.length === 0)
    fields.push({ kind: 'choice', name: 'stage', label: say.ask.stage, options: stageOptions });
  for (const [i, words] of stages.entries()) {
    fields.push({ kind: 'choice', name: `stage-${i}`, label: say.ask.stageOf(words), options: stageOptions });
    const [number] = /(?<!\d)[1-9](?!\d)/.exec(words) ?? [];
    if (number) values[`stage-${i}`] = number;
  }
  if (missing.test) fields.push({ kind: 'text', name: 'test', label: say.ask.test, max: 200 });
  const asked = tests.map((_, i) => i).filter((i) => missing.days.has(i) || missing.maxMarks.has(i));
  for (const i of asked.slice(0, maxAskedTests)) {
    const test = tests[i] ?? '';
    if (missing.maxMarks.has(i)) fields.push({ kind: 'text', name: `max-${i}`, label: say.ask.max(test), max: 10 });
    if (missing.days.has(i))
      fields.push({ kind: 'text', name: `day-${i}`, label: say.ask.day(test), hint: say.ask.dayHint, max: 60 });
  }
  return { fields, values };
}

/** The fields in which columns are chosen: the group, then the learner. */
export function columnFields({ table }: ResultsFile): SimpleField[] {
  const options = columnOptions(table);
  return (['group', 'learner'] as const).map((column) => ({
    ...({
      kind: 'choice',
      name: askedOfResults[column],
      label: say.ask.column[column],
      hint: say.ask.columnHint,
    } as const),
    options,
  }));
}

const sites = Object.entries(dataSiteNames).map(([value, label]) => ({ value, label }));
const stageOptions = Array.from({ length: 9 }, (_, i) => ({ value: String(i + 1), label: `Stage ${i + 1}` }));

function orderField(written: string, near: ReadingOf['near']): SimpleField {
  const read = readWritten(written);
  const days = read ? daysOf(read, { ...near, towards: 'near' }) : {};
  const options = (['day-first', 'month-first'] as const).map((order) => ({
    value: order,
    label: say.ask.orderOption(order, written, days[order] ?? ''),
  }));
  return { kind: 'choice', name: 'date-order', label: say.ask.order, options };
}
