/** Which entry of a combobox's list is marked, told to the eye and to a screen reader alike. */
export interface Marker {
  /** The marked entry's place; -1 where none is. */
  readonly at: number;
  mark(to: number): void;
}

export function marker(box: HTMLElement, list: HTMLElement): Marker {
  let at = -1;
  return {
    get at() {
      return at;
    },
    mark(to) {
      at = to;
      [...list.children].forEach((item, index) => {
        item.setAttribute('aria-selected', String(index === at));
        if (index === at) item.scrollIntoView({ block: 'nearest' });
      });
      const id = list.children[at]?.id;
      if (id) box.setAttribute('aria-activedescendant', id);
      else box.removeAttribute('aria-activedescendant');
    },
  };
}
