import { randomUUID } from 'node:crypto';
import { isObject, objectOf } from '../../lib/json.ts';
import type { Form } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call, Command, Question, Raw } from '../command.ts';
import { answerField } from './check-inputs.ts';
import { fitting } from './form-values.ts';
import { packInput } from './pack-input.ts';
import { takesFile } from './read-files.ts';

/**
 * Whether what a form is opened with is a file that something was asked about: a dialog that could not be opened at once is opened by
 * a button. The form of a command itself is never opened with a file.
 */
export const isQuestionOf = (command: Command, raw: Raw): boolean =>
  command.inputs.answers !== undefined && (command.asks === true || takesFile(command, raw));

/**
 * The answers as a command is to see them. `asks`, with which a button asks something of its own, has been asked once a form comes back;
 * a form that is opened once more asks the same again.
 */
export function answersAt(step: string, input: unknown): Record<string, unknown> | undefined {
  if (!isObject(input)) return undefined;
  const { asks, ...answers } = input;
  if (step === 'submit') return answers;
  return step === 'form' ? { ...answers, asks: asks ?? 'again' } : input;
}

/** What was typed into the same question before: what rested on something else means nothing here. */
function typedIn(given: unknown, answered: NonNullable<Question['answered']>) {
  const answers = objectOf(given);
  return JSON.stringify(answers.of) === JSON.stringify(answered.of) ? answers : {};
}

/** The question as a form; what was given stays with it, the file too. */
export async function questionForm(
  call: Call,
  { verb }: Command,
  raw: Raw,
  { title, intro, fields, values, answered = {}, errors = {}, input = {} }: Question,
): Promise<Form> {
  const named = (name: string) => `${answerField}${name}`;
  const renamed = <T>(by: Record<string, T>) =>
    Object.fromEntries(Object.entries(by).map(([name, value]) => [named(name), value]));
  const asked = fields.map((field) => ({
    ...field,
    name: named(field.name),
    ...(field.kind === 'choices' &&
      field.implies && { implies: { ...field.implies, field: named(field.implies.field) } }),
  }));
  const { answers, ...others } = raw;
  // What comes back has been asked, though every field may be empty.
  const carried = { ...others, ...input, answers: answered };
  return {
    title,
    intro,
    fields: asked,
    values: fitting(asked, renamed({ ...values, ...typedIn(answers, answered) })),
    errors: renamed(errors),
    submit: talk.continue,
    action: { verb, step: 'submit', input: await packInput(call, verb, carried), idempotencyKey: randomUUID() },
  };
}
