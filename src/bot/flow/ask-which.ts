import { shorten } from '../../lib/text.ts';
import { maxFound } from '../../service/people/find.ts';
import type { Button, Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { withNames } from '../../ui/mention.ts';
import { initials } from '../../ui/row-words.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { roleNames } from '../../ui/sentences/names.ts';
import { maxFileBytes } from '../../words/files.ts';
import { fullName } from '../../words/people.ts';
import { buttonOf, buttonTo } from '../buttons.ts';
import type { Call, Command, Raw, Unclear } from '../command.ts';
import type { IncomingFile } from '../inbound.ts';
import { statusOf } from '../people/names.ts';
import type { Checked } from './check-inputs.ts';
import type { Given } from './forms.ts';
import { type Left, packLeft } from './left.ts';
import { packInput } from './pack-input.ts';
import { readFile } from './read-files.ts';

/** What is answered where it is not clear which person is meant, or what a file is for: each that may be is a button. */

/**
 * Several people match, or none do and these are near, or several were named for what is done to one: a button for each goes on
 * with what was typed.
 *
 * @param left what of the line is not understood: it is said before anything is done
 */
export async function choosePerson(
  { call, command, raw }: Given,
  input: string,
  { words, found }: Checked['unclear'][string],
  left: Left,
): Promise<Card> {
  const { [input]: _, ...others } = raw;
  const carried = await packInput(call, command.verb, { ...others, ...packLeft(left) });
  const people = 'named' in found ? found.named : 'several' in found ? found.several : found.near;
  const isList = command.inputs[input]?.several;
  const chosen = (id: string) => (isList ? [...(found.others ?? []), `id:${id}`] : `id:${id}`);
  const without = isList && found.others?.length ? { ...carried, [input]: found.others } : undefined;
  return {
    title: titleOf(found, withNames(words), people.length),
    tone: 'attention',
    text: [isGone(words) ? talk.goneSince : textOf(found)],
    rows: people.map((p) => ({
      title: fullName(p),
      initials: initials(fullName(p)),
      status: statusOf(p),
      columns: [roleNames[p.role]],
      detail: p.email,
      opens: true,
      buttons: [buttonOf(command, { label: talk.choose, input: { ...carried, [input]: chosen(p.id) } })],
    })),
    buttons: [
      ...(without ? [buttonOf(command, { label: talk.leaveOut, input: without })] : []),
      ...(await ofSeveral(call, command, raw, found)),
    ],
  };
}

/** Where another command does it for several at once, the way to it. */
async function ofSeveral(call: Call, { ofSeveral: verb }: Command, raw: Raw, found: Unclear): Promise<Button[]> {
  if (!verb || !('named' in found)) return [];
  const { person: _, ...others } = raw;
  const input = await packInput(call, verb, { ...others, people: found.named.map(({ id }) => `id:${id}`) });
  return buttonTo(call, verb, { input });
}

/** Whom a button is for, and who was there when it was shown. */
const isGone = (words: string) => words.startsWith('id:');

function titleOf(found: Unclear, words: string, n: number): string {
  if (isGone(words)) return talk.gone;
  if ('named' in found) return talk.oneAtATime;
  return 'several' in found ? talk.severalFound(words, n, maxFound) : talk.nobodyFound(words);
}

function textOf(found: Unclear): string {
  if ('named' in found) return talk.whomFirst;
  if ('several' in found) return talk.whichOne;
  return found.near.length === 0 ? talk.noneNear : talk.nearest;
}

/** Where no form asks for anything: what was not understood, and the way to go on without it. */
export async function goOnCard({ call, command, raw }: Given, said: string): Promise<Card> {
  const input = await packInput(call, command.verb, raw);
  return {
    title: talk.cantDo,
    tone: 'attention',
    text: [said],
    buttons: [buttonOf(command, { label: talk.goOnWithout, input })],
  };
}

/** The name of the first input that is a file; nothing for a command that takes none. */
export const fileInputOf = ({ inputs }: Command): string | undefined =>
  Object.keys(inputs).find((name) => inputs[name]?.file);

const isOfPeople = ({ inputs }: Command) => Object.values(inputs).some(({ ofPeople }) => ofPeople);

/** For a file without words that say what it is for: the commands that take one, each as if it had been typed with it. */
export async function askWhatFor(call: Call, file: FileValue | IncomingFile): Promise<Card> {
  const buttons: Button[] = [];
  // Read and kept once, however many commands may be meant; not at all for whom there is none.
  let read: FileValue | undefined;
  const carried: Record<string, Awaited<ReturnType<typeof packInput>>> = {};
  const more: Button[] = [];
  const often = ({ often = Number.MAX_SAFE_INTEGER }: Command) => often;
  for (const command of call.registry.offered(call.ctx.actor).toSorted((a, b) => often(a) - often(b))) {
    const name = fileInputOf(command);
    if (!name) continue;
    read ??= await readFile(call, file, maxFileBytes);
    carried[name] ??= await packInput(call, command.verb, { [name]: read });
    // What is done with what is in a file is likelier than what is done to those whom it names.
    (isOfPeople(command) ? more : buttons).push(buttonOf(command, { input: carried[name] }));
  }
  return {
    title: talk.fileFor(shorten(file.name, 60)),
    text: [talk.fileWaits],
    buttons: buttons.slice(0, 3),
    more: [...buttons.slice(3), ...more],
  };
}
