import { maxFound } from '../../service/people/find.ts';
import { fullName } from '../../service/people/person.ts';
import type { Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { buttonOf } from '../buttons.ts';
import { stateOf } from '../people/names.ts';
import type { Checked } from './check-inputs.ts';
import type { Given } from './forms.ts';
import { packInput } from './pack-input.ts';

/** Several people match, or none do and these are near: a button for each goes on with what was typed. */
export async function choosePerson(
  { call, command, raw }: Given,
  input: string,
  { words, found }: Checked['unclear'][string],
): Promise<Card> {
  const { [input]: _, ...others } = raw;
  const carried = await packInput(call, others);
  const people = 'several' in found ? found.several : found.near;
  const none = people.length === 0;
  const title = 'several' in found ? talk.severalFound(words, people.length, maxFound) : talk.nobodyFound(words);
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
