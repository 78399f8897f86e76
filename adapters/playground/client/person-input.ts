import * as AC from 'adaptivecards';
import type { Option } from '../../../src/ui/form.ts';
import { el, freshId } from './dom.ts';
import { marker } from './marker.ts';

type Search = (query: string, signal: AbortSignal) => Promise<Option[]>;
let search: Search = async () => [];

/** Where people are searched: depends on who one is at the moment. */
export function searchPeopleWith(how: Search): void {
  search = how;
}

const pauseMs = 120;

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
    this.box = el('input', {
      type: 'text',
      class: 'ac-input ac-textInput',
      role: 'combobox',
      'aria-expanded': 'false',
      'aria-autocomplete': 'list',
      autocomplete: 'off',
      placeholder: 'Name or e-mail',
    });
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
  const marked = marker(box, list);
  let options: Option[] = [];
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    marked.mark(-1);
  };
  const take = (option: Option) => {
    box.value = option.label;
    close();
    choose(option);
  };
  const show = (found: Option[]) => {
    options = found;
    if (!list.isConnected) box.after(list);
    list.replaceChildren(
      ...found.map((option) => {
        const name = el('span', { class: 'name' }, option.label);
        const hint = option.hint ? el('span', { class: 'hint' }, option.hint) : undefined;
        const item = el('li', { role: 'option', id: freshId('option'), 'aria-selected': 'false' }, name, hint);
        item.addEventListener('pointerdown', (event) => event.preventDefault());
        item.addEventListener('click', () => take(option));
        return item;
      }),
    );
    list.hidden = found.length === 0;
    box.setAttribute('aria-expanded', String(!list.hidden));
    marked.mark(found.length > 0 ? 0 : -1);
  };
  const ask = () => {
    close();
    const query = box.value.trim();
    if (query === '') return;
    const mine = new AbortController();
    asking = mine;
    timer = setTimeout(() => {
      search(query, mine.signal)
        .then((found) => {
          if (!mine.signal.aborted && document.activeElement === box) show(found);
        })
        .catch(() => {
          // Typed on, or the server is away: what is typed stays and is understood when it is sent.
        });
    }, pauseMs);
  };
  box.addEventListener('input', ask);
  box.addEventListener('blur', close);
  box.addEventListener('keydown', (event) => {
    const { key } = event;
    const option = options[marked.at];
    if (list.hidden) {
      if (key === 'ArrowDown') ask();
      return;
    }
    if (key === 'ArrowDown') marked.mark((marked.at + 1) % options.length);
    else if (key === 'ArrowUp') marked.mark((marked.at - 1 + options.length) % options.length);
    else if (key === 'Enter' && option) take(option);
    else if (key === 'Tab' && option) return take(option);
    else if (key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
