import { z } from 'zod';
import type { FileValue } from '../ui/form.ts';
import { field as say } from '../ui/sentences/bot.ts';
import { tableFiles } from '../words/files.ts';
import type { Input, InputOf } from './command.ts';
import { type Common, hidden, inputOf, optional, type TextOptions, upTo } from './inputs.ts';

/** Inputs that only a form has: secrets, files, lists of rows, and what the form held at first. */

/** Most characters that a field of a form holds everywhere: Slack's limit. */
const maxTyped = 3_000;

/** A password, a token: whoever reads the chat must not come across it. */
export const secret = ({ max, ...o }: Omit<TextOptions, 'format' | 'multiline'>): Input<string | undefined> => ({
  ...inputOf({ ...o, line: 'none' }, optional(upTo(max)), () => ({ kind: 'text', max: maxTyped, secret: true })),
  secret: true,
});

/** A file with a table in it, at most `max` bytes. */
export function tableFile({ max, ...o }: Common & { max: number }): Input<FileValue | undefined> {
  const file = z.object({
    name: z.string().max(255),
    // A draft that an earlier release kept holds a file in another shape.
    base64: z.string(say.fileGone).max(4 * Math.ceil(max / 3), say.fileTooLarge(max)),
  });
  const field = { kind: 'file', accept: tableFiles, max } as const;
  return { ...inputOf({ ...o, line: 'none' }, optional(file), () => field), file: true };
}

interface RowsOptions<I extends Record<string, Input<unknown>>, T> extends Common {
  rowLabel: string;
  addLabel: string;
  max: number;
  fields: I;
  toRow: (input: InputOf<I>) => T;
}

/** A list of alike rows; those that were left wholly empty are gone by then. */
export function rows<I extends Record<string, Input<unknown>>, T>({
  rowLabel,
  addLabel,
  max,
  fields,
  toRow,
  ...o
}: RowsOptions<I, T>): Input<T[] | undefined> {
  const inputs = Object.entries(fields);
  const row = z
    .object(Object.fromEntries(inputs.map(([name, { schema }]) => [name, schema])))
    .transform((input) => toRow(input as InputOf<I>));
  return inputOf({ ...o, line: 'none' }, optional(z.array(row).max(max)), (call) => ({
    kind: 'rows',
    rowLabel,
    addLabel,
    max,
    fields: inputs.flatMap(([name, input]) => {
      const ask = input.ask?.(call);
      // No platform has these in a row.
      if (!ask || ask.kind === 'rows' || ask.kind === 'file' || ask.kind === 'channel') return [];
      return [{ ...ask, name }];
    }),
  }));
}

/** Longest answer of one field. */
const maxAnswer = 300;
const answer = z.union([z.string().trim().max(maxAnswer), z.boolean(), z.array(z.string().max(maxAnswer)).max(100)]);

/** What was answered to the question of a command's `preview`, by field; nothing where it was not asked. */
export const answers = () => hidden(z.record(z.string().max(100), answer.nullish()));

/** The answers as the schema of `answers` reads them. */
export type Answers = NonNullable<ReturnType<typeof answers> extends Input<infer T, infer _> ? T : never>;

/** What a form that was filled in beforehand held at first: what comes back the same was not changed by anyone. */
export const seen = () => hidden(z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])));

/** The options of a `choices` that were ticked then. */
export function seenIn<K extends string>(shown: Record<string, unknown> | undefined, name: string): K[] | undefined {
  const value = shown && Object.hasOwn(shown, name) ? shown[name] : undefined;
  return Array.isArray(value) ? (value as K[]) : undefined;
}
