import { el, freshId } from './dom.ts';

interface Wiring<T> {
  /** What is hidden while there is nothing to show: the list, or what it stands in. */
  popup: HTMLElement;
  /** How long one has to pause in typing, in milliseconds. */
  pauseMs: number;
  /** What is searched for: all that the box holds, where nothing is said. */
  typed?(): string;
  search(text: string, signal: AbortSignal): Promise<T[]>;
  /** Shows what was found, by `offer`. */
  show(found: T[]): void;
  draw(option: T): (Element | undefined)[];
  take(option: T): void;
}

/** A box to type in and the list of what that may become, for the eye and for a screen reader alike. */
export function combobox<T>(box: HTMLInputElement, list: HTMLElement, wiring: Wiring<T>) {
  const { popup, pauseMs, typed = () => box.value, search, show, draw, take } = wiring;
  let options: T[] = [];
  let at = -1;
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const mark = (to: number) => {
    at = to;
    [...list.children].forEach((item, index) => {
      item.setAttribute('aria-selected', String(index === at));
      if (index === at) item.scrollIntoView({ block: 'nearest' });
    });
    const id = list.children[at]?.id;
    if (id) box.setAttribute('aria-activedescendant', id);
    else box.removeAttribute('aria-activedescendant');
  };
  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    popup.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    mark(-1);
  };
  box.addEventListener('blur', close);

  return {
    /** What is marked; nothing at first. */
    marked: () => options[at],
    options: () => options,
    close,
    ask() {
      asking?.abort();
      clearTimeout(timer);
      if (typed().trim() === '') return close();
      const mine = new AbortController();
      asking = mine;
      timer = setTimeout(() => {
        search(typed(), mine.signal)
          .then((found) => {
            if (!mine.signal.aborted && document.activeElement === box) show(found);
          })
          .catch(() => {
            // Typed on, or the server is away: what is offered is a help, not a need.
          });
      }, pauseMs);
    },
    /** @param first the place of the one that is marked to begin with; -1 for none */
    offer(found: T[], first: number) {
      options = found;
      list.replaceChildren(
        ...found.map((option) => {
          const item = el('li', { role: 'option', id: freshId('option'), 'aria-selected': 'false' }, ...draw(option));
          item.addEventListener('pointerdown', (event) => event.preventDefault());
          item.addEventListener('click', () => take(option));
          return item;
        }),
      );
      box.setAttribute('aria-expanded', String(found.length > 0));
      list.scrollTop = 0;
      mark(first);
    },
    next: () => mark((at + 1) % options.length),
    previous: () => mark(at <= 0 ? options.length - 1 : at - 1),
  };
}
