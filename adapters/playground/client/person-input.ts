import * as AC from 'adaptivecards';
import type { Option } from '../../../src/ui/form.ts';
import { combobox } from './combobox.ts';
import { el, freshId } from './dom.ts';

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
  private box: HTMLInputElement | undefined;
  private chosen: { value: string; label: string } | undefined;

  protected override internalRender(): HTMLElement | undefined {
    if (!this.choicesData?.dataset) return super.internalRender();
    const selected = this.choices.find((choice) => choice.value === this.defaultValue);
    if (selected?.value) this.chosen = { value: selected.value, label: nameOf(selected.title ?? selected.value) };
    const asCombobox = { role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off' };
    const look = { class: 'ac-input ac-textInput', placeholder: 'Name or e-mail' };
    this.box = el('input', { type: 'text', ...look, ...asCombobox });
    this.box.value = this.chosen?.label ?? this.defaultValue ?? '';
    attach(this.box, (option) => {
      this.chosen = { value: option.value, label: option.label };
      this.valueChanged();
    });
    this.box.addEventListener('input', () => this.valueChanged());
    return this.box;
  }

  override get value(): string | undefined {
    if (!this.box) return super.value;
    const typed = this.box.value.trim();
    return this.chosen && this.chosen.label === typed ? this.chosen.value : typed || undefined;
  }

  override isValid(): boolean {
    return this.box ? true : super.isValid();
  }
}

/** A static choice says "Ben Okafor – ben@…"; the box shows the name. */
function nameOf(title: string): string {
  return title.split(' – ')[0]?.trim() ?? title;
}

function attach(box: HTMLInputElement, choose: (option: Option) => void): void {
  const list = el('ul', {
    class: 'found',
    role: 'listbox',
    id: freshId('found'),
    'aria-label': 'People',
    hidden: true,
  });
  box.setAttribute('aria-controls', list.id);
  const take = (option: Option): void => {
    box.value = option.label;
    people.close();
    choose(option);
  };
  const people = combobox<Option>(box, list, {
    popup: list,
    pauseMs: 120,
    search: (text, signal) => search(text.trim(), signal),
    draw: ({ label, hint }) => [
      el('span', { class: 'name' }, label),
      hint ? el('span', { class: 'hint' }, hint) : undefined,
    ],
    take,
    show(found): void {
      if (!list.isConnected) box.after(list);
      list.hidden = found.length === 0;
      people.offer(found, 0);
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
