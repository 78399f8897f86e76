import type { Event, Reply } from '../../../src/bot/inbound.ts';
import type { Action } from '../../../src/ui/card.ts';
import type { Form, FormValues } from '../../../src/ui/form.ts';
import { buttonsOf } from '../../kit/fuzz.ts';

/** Does what a line leads to: its buttons and forms, and theirs, each kind of them once. */
export interface Crawl {
  /** @param fill what is filled in, by command; else a form is sent as it is */
  from(line: string, fill?: FormValues): Promise<void>;
}

/** How far a line is followed. */
const depth = 4;

/** @param seen the kinds that were followed; shared where one person's are enough for all */
export function crawler(
  act: (event: Event) => Promise<Reply[]>,
  isLeftOut: (action: Action) => boolean,
  seen: Set<string>,
): Crawl {
  const kindOf = ({ verb, step, input = {} }: Action) => `${verb} ${step} ${Object.keys(input).sort().join()}`;
  const isNew = (action: Action) => {
    const kind = kindOf(action);
    if (seen.has(kind) || isLeftOut(action)) return false;
    seen.add(kind);
    return true;
  };

  async function follow(replies: Reply[], fill: FormValues, left: number, main: string): Promise<void> {
    if (left === 0) return;
    for (const reply of replies) {
      if (reply.kind === 'form') {
        await send(reply.form, fill, left, main);
        continue;
      }
      // No before Yes, which does away with the question.
      const buttons = buttonsOf(reply.card).sort((a, b) => order(a.action) - order(b.action));
      for (const { action } of buttons) {
        const isMain = action.step === 'confirm' && action.verb === main;
        if (isMain || isNew(action)) await follow(await act({ type: 'press', action }), fill, left - 1, main);
      }
    }
  }

  async function send(form: Form, fill: FormValues, left: number, main: string): Promise<void> {
    const names = new Set(form.fields.map((field) => field.name));
    const given = Object.fromEntries(Object.entries(fill).filter(([name]) => names.has(name)));
    if (Object.keys(given).length === 0 && !isNew(form.action)) return;
    const event: Event = { type: 'submit', action: form.action, values: { ...form.values, ...given } };
    await follow(await act(event), {}, left - 1, main);
  }

  return {
    from: async (line, fill = {}) =>
      follow(await act({ type: 'text', text: line }), fill, depth, line.split(' ')[0] ?? ''),
  };
}

const order = ({ step }: Action) =>
  ({ cancel: 0, run: 1, form: 2, submit: 3, 'add-row': 3, 'remove-row': 3, confirm: 4 })[step];
