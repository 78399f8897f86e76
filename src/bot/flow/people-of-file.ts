import { Refusal } from '../../service/errors.ts';
import type { Card, File } from '../../ui/card.ts';
import { isFile } from '../../ui/form.ts';
import { namedInFile as say } from '../../ui/sentences/named-in-file.ts';
import type { Call, Command, Missing, Question, Raw } from '../command.ts';
import { type Answers, answers, tableFile } from '../form-inputs.ts';
import { maxPeople } from '../inputs.ts';
import { type NamedInFile, namedInFile } from '../people/named-in-file.ts';
import { toCsv } from '../tables/write.ts';
import type { Checked } from './check-inputs.ts';

/** A file with a column of e-mails in place of people who are named: every command that takes several takes one. */

/** Largest file, in bytes: 2,000 long rows. */
const maxFileBytes = 2_000_000;

/** The name of the input that names several; nothing where none does, or where the command takes a file for something of its own. */
export function takesFileOfPeople({ inputs }: Pick<Command, 'inputs'>): string | undefined {
  const [name] = Object.entries(inputs).find(([, { several }]) => several) ?? [];
  return inputs.file?.ofPeople ? name : undefined;
}

/** The command with a file beside those who are named, where it takes several and no file of its own. */
export function withFileOfPeople(command: Command): Command {
  const { inputs, verb } = command;
  const [name, people] = Object.entries(inputs).find(([, { several }]) => several) ?? [];
  if (!name || !people || inputs.answers || Object.values(inputs).some(({ file }) => file)) return command;
  const isNamed = ({ given }: Call) => [given?.[name], given?.person].flat().some(Boolean);
  const asksIf = (call: Call) => (!isNamed(call) || isFile(call.given?.file)) && !call.filesWithWords;
  const file = { ...tableFile({ label: say.label, hint: say.hint, max: maxFileBytes, asksIf }), ofPeople: true };
  const ask: typeof people.ask = (call) => {
    const asked = people.ask?.(call);
    if (asked?.kind !== 'person' || isNamed(call)) return asked;
    if (call.filesWithWords) return { ...asked, hint: asked.hint ?? say.orSend(verb) };
    // A platform that looks at it itself would not let a file alone be sent.
    return { ...asked, required: false };
  };
  return { ...command, inputs: { file, ...inputs, [name]: { ...people, ask }, answers: answers() } };
}

/** Whom the file names beside those who are named otherwise; a question where that is not clear; nothing where there is no file. */
export async function peopleOfFile(
  call: Call,
  command: Command,
  raw: Raw,
  { people }: Checked,
): Promise<NamedInFile | Question | undefined> {
  const name = takesFileOfPeople(command);
  if (!name || !isFile(raw.file)) return undefined;
  const read = await namedInFile(call, raw.file, raw.answers as Answers | undefined);
  if ('fields' in read) return read;
  const all = [...new Map([...(people[name] ?? []), ...read.people].map((p) => [p.id, p])).values()];
  if (all.length > maxPeople) throw new Refusal('file-unreadable', { why: say.tooMany(maxPeople) }, 'file');
  return { ...read, people: all };
}

/** Most of those who are not known that a card names. */
const maxShown = 5;

/** A card that says besides what was read, and who was named and is not known here. */
export async function sayingWhoIsMissing(card: Card, note: string | undefined, missing: Missing[]): Promise<Card> {
  if (missing.length === 0 && !note) return card;
  const some = missing.length > maxShown ? missing.slice(0, maxShown - 1) : missing;
  const said = missing.length > 0 ? [say.missing(missing.length, some)] : [];
  const files = missing.length > some.length ? [await fileOf(missing)] : [];
  return {
    ...card,
    text: [...(note ? [note] : []), ...said, ...(card.text ?? [])],
    ...(files.length > 0 && { files: [...(card.files ?? []), ...files] }),
  };
}

async function fileOf(missing: Missing[]): Promise<File> {
  const cells = ({ words, line }: Missing) => [line === undefined ? '' : String(line), words, say.why(words)];
  return { name: say.fileName, type: 'text/csv', content: await toCsv([...say.columns], missing, cells) };
}
