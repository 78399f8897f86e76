import type { Card } from '../../ui/card.ts';
import { type Form, isFile } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call } from '../command.ts';
import { packInput, unpackInput } from './pack-input.ts';

/** A card in place of a form that can't be opened now; its button opens it, with all that was typed. */
export async function reopenCard(call: Call, { title, intro, action, values, errors }: Form): Promise<Card> {
  const wrong = [...new Set(Object.values(errors))];
  // A dialog can't be opened with a file in it.
  const files = Object.values(values).filter(isFile);
  const typed = Object.fromEntries(Object.entries(values).filter(([, v]) => !isFile(v)));
  const input = await packInput(call, action.verb, { ...(await unpackInput(call, action.input)), ...typed });
  return {
    title,
    tone: wrong.length > 0 ? 'attention' : 'plain',
    text:
      wrong.length > 0
        ? [...wrong, talk.typedIsKept, ...files.map((f) => talk.fileAgain(f.name))]
        : [intro ?? talk.formWaits],
    buttons: [{ label: talk.openForm, style: 'primary', action: { verb: action.verb, step: 'form', input } }],
  };
}
