import type { Card } from '../ui/card.ts';
import type { Form } from '../ui/form.ts';
import { talk } from '../ui/sentences/bot.ts';
import type { Call } from './command.ts';
import { carry, unfold } from './plan.ts';

/** A card in place of a form that can't be opened now; its button opens it, with all that was typed. */
export async function laterCard(call: Call, form: Form): Promise<Card> {
  const { verb, input } = form.action;
  const wrong = [...new Set(Object.values(form.errors))];
  return {
    title: form.title,
    ...(wrong.length > 0 && { tone: 'attention' as const }),
    text: wrong.length > 0 ? [...wrong, talk.typedIsKept] : [form.intro ?? talk.formWaits],
    buttons: [
      {
        label: talk.openForm,
        style: 'primary',
        action: { verb, step: 'form', input: await carry(call, { ...(await unfold(call, input)), ...form.values }) },
      },
    ],
  };
}
