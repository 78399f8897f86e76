import type { Option } from '../../../src/ui/form.ts';
import { el } from './dom.ts';

/**
 * A box to type in behind those who were chosen. The keyboard goes from the empty box to them with the arrow to the left, and takes the
 * last one away with *Backspace*; a screen reader hears who came and who went.
 *
 * @param changed called when someone came or went
 */
export function chips(box: HTMLInputElement, first: Option[], changed: () => void) {
  const list = el('ul', { class: 'chosen', role: 'list' });
  const said = el('span', { class: 'unseen', role: 'status' });
  const element = el('div', { class: 'ac-input ac-textInput whom' }, list, box, said);
  box.setAttribute('aria-label', 'Name or e-mail');
  const held = new Map<string, HTMLElement>();
  const buttons = () => [...list.querySelectorAll('button')];

  const remove = ({ value, label }: Option) => {
    held.get(value)?.remove();
    held.delete(value);
    said.textContent = `${label} removed`;
    changed();
  };
  const keys = (event: KeyboardEvent, option: Option) => {
    const all = buttons();
    const at = all.indexOf(event.currentTarget as HTMLButtonElement);
    const { key } = event;
    if (key === 'ArrowLeft') all[Math.max(at - 1, 0)]?.focus();
    else if (key === 'ArrowRight') (all[at + 1] ?? box).focus();
    else if (key === 'Backspace' || key === 'Delete') {
      (all[at + 1] ?? all[at - 1] ?? box).focus();
      remove(option);
    } else return;
    event.preventDefault();
  };
  const draw = (option: Option) => {
    const button = el('button', { type: 'button', tabindex: '-1', 'aria-label': `Remove ${option.label}` }, '×');
    button.addEventListener('click', () => {
      box.focus();
      remove(option);
    });
    button.addEventListener('keydown', (event) => keys(event, option));
    const chip = el('li', {}, el('span', {}, option.label), button);
    held.set(option.value, chip);
    list.append(chip);
  };
  for (const option of first) draw(option);
  box.addEventListener('keydown', (event) => {
    if (box.selectionStart !== 0 || box.selectionEnd !== 0) return;
    const last = buttons().at(-1);
    if (event.key === 'ArrowLeft') last?.focus();
    else if (event.key === 'Backspace') last?.click();
    else return;
    if (last) event.preventDefault();
  });
  // A press beside the box is meant for it.
  element.addEventListener('click', (event) => {
    if (event.target === element || event.target === list) box.focus();
  });
  return {
    element,
    values: () => [...held.keys()],
    add(option: Option): void {
      if (held.has(option.value)) return;
      draw(option);
      said.textContent = `${option.label} added`;
      changed();
    },
  };
}
