import { shorten } from '../../lib/text.ts';
import type { Button, Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { buttonOf } from '../buttons.ts';
import type { Call, Command } from '../command.ts';
import { packInput } from './pack-input.ts';

/** A file that comes with typed words goes where the form would have asked for it. */

/** The name of the first input that is a file; nothing for a command that takes none. */
export const fileInputOf = ({ inputs }: Command): string | undefined =>
  Object.keys(inputs).find((name) => inputs[name]?.file);

/** For a file without words that say what it is for: the commands that take one, each as if it had been typed with it. */
export async function askWhatFor(call: Call, file: FileValue): Promise<Card> {
  const buttons: Button[] = [];
  // Kept once, however many commands may be meant.
  const carried: Record<string, Awaited<ReturnType<typeof packInput>>> = {};
  for (const command of call.registry.offered(call.ctx.actor)) {
    const name = fileInputOf(command);
    if (!name) continue;
    carried[name] ??= await packInput(call, { [name]: file });
    buttons.push(buttonOf(command, { input: carried[name] }));
  }
  return {
    title: talk.fileFor(shorten(file.name, 60)),
    text: [talk.fileWaits],
    buttons: buttons.slice(0, 3),
    more: buttons.slice(3),
  };
}
