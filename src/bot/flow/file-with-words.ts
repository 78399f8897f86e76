import type { Refusal } from '../../service/errors.ts';
import type { Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call, Command } from '../command.ts';
import type { Given } from './forms.ts';
import { takesFile } from './read-files.ts';

/** Where forms take no files, a form that asks for one leads nowhere: it is asked for by the words that it is sent with. */

/** Whether one of these is of a file that can't be given by a form here. */
export const isOfSentFile = ({ filesWithWords }: Call, { inputs }: Command, refused: Refusal[]): boolean =>
  filesWithWords === true && refused.some(({ field }) => field !== undefined && inputs[field]?.file === true);

/** What is wrong in the words or in the file that came with them; nothing where a form can ask for either again. */
export function wrongWithFileCard({ call, command, raw }: Given, wrong: string[]): Card | undefined {
  if (!call.filesWithWords || !takesFile(command, raw)) return undefined;
  return fileRefusedCard({ title: talk.cantDo, tone: 'attention', text: [...new Set(wrong)] });
}

/** Whether all that a filled form lacks is a file, which this chat has no field for. */
export function lacksFileAlone({ call, command }: Given): boolean {
  const asked = Object.values(command.inputs).flatMap((input) => input.ask?.(call) ?? []);
  return (
    call.filesWithWords === true &&
    asked.some(({ kind }) => kind === 'file') &&
    !asked.some(({ kind }) => kind === 'rows')
  );
}

/** How to send it, about whom the form was filled in for. */
export function sendFileCard({ command, checked }: Given): Card {
  const whom = Object.values(checked.people)
    .flat()
    .map(({ email }) => email);
  return { title: talk.sendFileTitle, text: [talk.sendFile([command.verb, ...whom].join(' '))] };
}

/** Why a file that came with words is not taken. */
export const fileRefusedCard = (card: Card): Card => ({ ...card, text: [...(card.text ?? []), talk.fileOnceMore] });
