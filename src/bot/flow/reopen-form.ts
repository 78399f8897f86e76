import type { Action, Card } from '../../ui/card.ts';
import { type Form, isFile } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call, Raw } from '../command.ts';
import type { Event } from '../inbound.ts';
import { packInput, unpackInput } from './pack-input.ts';
import { isIncoming } from './read-files.ts';

/** A card in place of a form that can't be opened now; its button opens it, with all that was typed. */
export async function reopenCard(call: Call, { title, intro, action, values, errors }: Form): Promise<Card> {
  const wrong = [...new Set(Object.values(errors))];
  const { text, button } = await filled(call, action, values);
  return {
    title,
    tone: wrong.length > 0 ? 'attention' : 'plain',
    text: wrong.length > 0 ? [...wrong, ...text] : [intro ?? talk.formWaits],
    buttons: [button],
  };
}

/** What was said of a filled form whose dialog is closed by now; a button opens it again, with all that was typed. */
export async function refilledCard(call: Call, { title, tone, text = [] }: Card, event: Event): Promise<Card> {
  if (event.type !== 'submit') return { title, tone, text };
  const kept = await filled(call, event.action, { ...event.values, ...event.files });
  return { title, tone, text: [...text, ...kept.text], buttons: [kept.button] };
}

async function filled(call: Call, { verb, input }: Action, values: Raw) {
  // A dialog can't be opened with a file in it.
  const files = Object.values(values).flatMap((v) => (isFile(v) || isIncoming(v) ? [v] : []));
  const typed = Object.fromEntries(Object.entries(values).filter(([, v]) => !isFile(v) && !isIncoming(v)));
  const carried = await packInput(call, verb, { ...(await unpackInput(call, input)), ...typed });
  return {
    text: [talk.typedIsKept, ...files.map((f) => talk.fileAgain(f.name))],
    button: {
      label: talk.openForm,
      style: 'primary' as const,
      action: { verb, step: 'form' as const, input: carried },
    },
  };
}
