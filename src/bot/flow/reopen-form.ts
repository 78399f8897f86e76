import type { Card } from '../../ui/card.ts';
import { type Form, type FormValues, isFile } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call } from '../command.ts';
import { packInput, unpackInput } from './pack-input.ts';

/** A card in place of a form that can't be opened now; its button opens it, with all that was typed. */
export async function reopenCard(call: Call, form: Form): Promise<Card> {
  const { verb, input } = form.action;
  const wrong = [...new Set(Object.values(form.errors))];
  const { files, values } = parted(form.values);
  return {
    title: form.title,
    tone: wrong.length > 0 ? 'attention' : 'plain',
    text:
      wrong.length > 0 ? [...wrong, talk.typedIsKept, ...files.map(talk.fileAgain)] : [form.intro ?? talk.formWaits],
    buttons: [
      {
        label: talk.openForm,
        style: 'primary',
        action: {
          verb,
          step: 'form',
          input: await packInput(call, { ...(await unpackInput(call, input)), ...values }),
        },
      },
    ],
  };
}

/** A dialog can't be opened with a file in it. */
function parted(all: FormValues): { files: string[]; values: FormValues } {
  return {
    files: Object.values(all).flatMap((v) => (isFile(v) ? [v.name] : [])),
    values: Object.fromEntries(Object.entries(all).filter(([, v]) => !isFile(v))),
  };
}
