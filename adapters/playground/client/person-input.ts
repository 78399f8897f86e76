import * as AC from 'adaptivecards';
import type { Option } from '../../../src/ui/form.ts';
import { chips } from './chips.ts';
import { combobox } from './combobox.ts';
import { el, freshId, keepLinesApart } from './dom.ts';

type Search = (query: string, signal: AbortSignal) => Promise<Option[]>;
let search: Search = async () => [];

/** Where people are searched: depends on who one is at the moment. */
export function searchPeopleWith(how: Search): void {
  search = how;
}

/**
 * The renderer's own type-ahead (3.0.6) sends back the label of a searched choice instead of its value, and its list
 * can't be used from the keyboard. This one is a combobox as ARIA describes it; all other choice sets stay the renderer's.
 */
export class FormChoiceSet extends AC.ChoiceSetInput {
  private shown: { value(): string | undefined } | undefined;

  protected override internalRender(): HTMLElement | undefined {
    if (!this.choicesData?.dataset) return super.internalRender();
    const known = this.choices.flatMap(({ value, title }) =>
      value?.startsWith('id:') ? [{ value, label: nameOf(title ?? value) }] : [],
    );
    const changed = () => this.valueChanged();
    const drawn = (this.isMultiSelect ? several : one)(this.defaultValue ?? '', known, changed);
    this.shown = drawn;
    return drawn.element;
  }

  override get value(): string | undefined {
    return this.shown ? this.shown.value() : super.value;
  }

  override isValid(): boolean {
    return this.shown ? true : super.isValid();
  }
}

const textBox = (look: string) =>
  el('input', {
    type: 'text',
    class: look,
    placeholder: 'Name or e-mail',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
  });

/** @param value the id of the one whom it holds, else what was typed */
function one(value: string, known: Option[], changed: () => void) {
  let chosen = known.find((each) => each.value === value);
  const box = textBox('ac-input ac-textInput');
  box.value = chosen?.label ?? value;
  attach(box, {
    typed: () => box.value,
    others: () => [],
    choose(option) {
      box.value = option.label;
      chosen = option;
      changed();
    },
  });
  box.addEventListener('input', changed);
  return {
    element: box,
    value() {
      const typed = box.value.trim();
      return chosen && chosen.label === typed ? chosen.value : typed || undefined;
    },
  };
}

/** What is typed behind the last comma is searched for. */
const lastOf = (text: string) => /[^,;，；]*$/.exec(text)?.[0] ?? '';

/** @param values the ids of those whom it holds, and what was typed of others, joined by commas */
function several(values: string, known: Option[], changed: () => void) {
  const all = values.split(',').filter(Boolean);
  const box = textBox('');
  box.value = all.filter((each) => !known.some(({ value }) => value === each)).join(', ');
  const held = chips(
    box,
    all.flatMap((each) => known.find(({ value }) => value === each) ?? []),
    changed,
  );
  attach(box, {
    typed: () => lastOf(box.value),
    others: () => held.values(),
    choose(option) {
      box.value = box.value.slice(0, box.value.length - lastOf(box.value).length).trimStart();
      held.add(option);
    },
  });
  box.addEventListener('input', changed);
  keepLinesApart(box);
  return {
    element: held.element,
    // A comma that was typed is no end of what is sent.
    value: () => [...held.values(), box.value.trim().replaceAll(',', '，')].filter(Boolean).join(',') || undefined,
  };
}

/** A static choice says "Ben Okafor – ben@…"; the box shows the name. */
function nameOf(title: string): string {
  return title.split(' – ')[0]?.trim() ?? title;
}

interface Wiring {
  /** What is searched for. */
  typed(): string;
  /** The values of those who need not be found again. */
  others(): string[];
  choose(option: Option): void;
}

function attach(box: HTMLInputElement, { typed, others, choose }: Wiring): void {
  const list = el('ul', {
    class: 'found',
    role: 'listbox',
    id: freshId('found'),
    'aria-label': 'People',
    hidden: true,
  });
  box.setAttribute('aria-controls', list.id);
  const take = (option: Option): void => {
    people.close();
    choose(option);
  };
  const people = combobox<Option>(box, list, {
    popup: list,
    pauseMs: 120,
    typed,
    search: (text, signal) => search(text.trim(), signal),
    draw: ({ label, hint }) => [
      el('span', { class: 'name' }, label),
      hint ? el('span', { class: 'hint' }, hint) : undefined,
    ],
    take,
    show(found): void {
      const offered = found.filter(({ value }) => !others().includes(value));
      if (!list.isConnected) box.after(list);
      list.hidden = offered.length === 0;
      people.offer(offered, 0);
    },
  });
  const ask = () => {
    people.close();
    people.ask();
  };
  box.addEventListener('input', ask);
  box.addEventListener('keydown', (event) => {
    const { key } = event;
    const option = people.marked();
    if (list.hidden) {
      if (key === 'ArrowDown') ask();
      return;
    }
    if (key === 'ArrowDown') people.next();
    else if (key === 'ArrowUp') people.previous();
    else if (key === 'Enter' && option) take(option);
    else if (key === 'Tab' && option) return take(option);
    else if (key === 'Escape') people.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
