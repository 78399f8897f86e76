import { el } from './dom.ts';

interface MenuItem {
  label: string;
  danger?: boolean;
  choose(): void;
}

let shut: (() => void) | undefined;

/** A menu below a button: arrows move, Enter chooses, Escape and a press elsewhere close it. */
export function openMenu(button: HTMLElement, items: MenuItem[]): void {
  const mine = button.getAttribute('aria-expanded') === 'true';
  shut?.();
  if (mine) return;
  const menu = el('div', { class: 'menu', role: 'menu', 'aria-label': button.getAttribute('aria-label') ?? 'More' });
  const entries = items.map((item) => {
    const entry = el('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, item.label);
    if (item.danger) entry.classList.add('danger');
    entry.addEventListener('click', () => {
      close(true);
      item.choose();
    });
    return entry;
  });
  menu.append(...entries);

  const spot = button.getBoundingClientRect();
  const close = (back: boolean) => {
    menu.remove();
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside);
    window.removeEventListener('resize', away);
    document.removeEventListener('scroll', scrolled, true);
    shut = undefined;
    if (back) button.focus();
  };
  const away = () => close(false);
  // The end of a scroll that came before is reported late: only a button that moved leaves its menu behind.
  const scrolled = () => {
    if (button.getBoundingClientRect().top !== spot.top) close(false);
  };
  const outside = (event: Event) => {
    if (!menu.contains(event.target as Node) && !button.contains(event.target as Node)) close(false);
  };
  menu.addEventListener('keydown', (event) => {
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) entries.at(to % entries.length)?.focus();
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // In a dialog the menu must be inside it, or it would lie below.
  (button.closest('dialog') ?? button.closest('main') ?? document.body).append(menu);
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = spot.bottom + 4 + height <= innerHeight;
  // Below a small button at the end of a row, the menu ends where the row ends.
  const left = spot.width < 60 ? spot.right - width : spot.left;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? spot.bottom + 4 : spot.top - height - 4)}px`;
  button.setAttribute('aria-expanded', 'true');
  shut = away;
  document.addEventListener('pointerdown', outside);
  window.addEventListener('resize', away);
  document.addEventListener('scroll', scrolled, true);
  entries[0]?.focus();
}
