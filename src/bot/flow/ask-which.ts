import { shorten } from '../../lib/text.ts';
import { maxFound } from '../../service/people/find.ts';
import { fullName } from '../../service/people/person.ts';
import type { Button, Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { withNames } from '../../ui/mention.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { maxFileBytes } from '../../words/files.ts';
import { buttonForAll, buttonOf } from '../buttons.ts';
import type { Call, Command } from '../command.ts';
import type { IncomingFile } from '../inbound.ts';
import { readLine } from '../line/read-line.ts';
import { stateOf } from '../people/names.ts';
import { type Checked, onlyInputs } from './check-inputs.ts';
import type { Given } from './forms.ts';
import { packInput } from './pack-input.ts';
import { readFile } from './read-files.ts';

/** What is answered where it is not clear which person or which command is meant: each that may be is a button. */

/** Several people match, or none do and these are near: a button for each goes on with what was typed. */
export async function choosePerson(
  { call, command, raw }: Given,
  input: string,
  { words, found }: Checked['unclear'][string],
): Promise<Card> {
  const { [input]: _, ...others } = raw;
  const carried = await packInput(call, command.verb, others);
  const people = 'several' in found ? found.several : found.near;
  const none = people.length === 0;
  const title =
    'several' in found
      ? talk.severalFound(withNames(words), people.length, maxFound)
      : talk.nobodyFound(withNames(words));
  return {
    title,
    tone: 'attention',
    text: ['several' in found ? talk.whichOne : none ? talk.noneNear : talk.nearest],
    rows: people.map((p) => ({
      title: fullName(p),
      state: stateOf(p),
      detail: p.email,
      buttons: [buttonOf(command, { label: talk.choose, input: { ...carried, [input]: `id:${p.id}` } })],
    })),
  };
}

/** The name of the first input that is a file; nothing for a command that takes none. */
export const fileInputOf = ({ inputs }: Command): string | undefined =>
  Object.keys(inputs).find((name) => inputs[name]?.file);

/** For a file without words that say what it is for: the commands that take one, each as if it had been typed with it. */
export async function askWhatFor(call: Call, file: FileValue | IncomingFile): Promise<Card> {
  const buttons: Button[] = [];
  // Read and kept once, however many commands may be meant; not at all for whom there is none.
  let read: FileValue | undefined;
  const carried: Record<string, Awaited<ReturnType<typeof packInput>>> = {};
  for (const command of call.registry.offered(call.ctx.actor)) {
    const name = fileInputOf(command);
    if (!name) continue;
    read ??= await readFile(call, file, maxFileBytes);
    carried[name] ??= await packInput(call, command.verb, { [name]: read });
    buttons.push(buttonOf(command, { input: carried[name] }));
  }
  return {
    title: talk.fileFor(shorten(file.name, 60)),
    text: [talk.fileWaits],
    buttons: buttons.slice(0, 3),
    more: buttons.slice(3),
  };
}

/** The nearest commands as buttons, each with what was typed after the mistyped one. */
export async function unknownCommand(call: Call, verb: string, rest = ''): Promise<Card> {
  const near = call.registry.nearest(call.ctx.actor, verb.toLowerCase());
  const buttons: Button[] = [];
  for (const command of near) {
    const { raw } = await readLine(call, command, `${command.verb} ${rest}`);
    const input = await packInput(call, command.verb, onlyInputs(command, raw));
    buttons.push(buttonOf(command, { input }));
  }
  if (near.length < 3 && !near.some((c) => c.verb === 'help')) buttons.push(buttonForAll(call.registry, 'help'));
  return {
    title: talk.unknownCommand(shorten(withNames(verb), 40)),
    tone: 'attention',
    text: [near.length > 0 ? talk.didYouMean : talk.seeHelp],
    buttons,
  };
}
