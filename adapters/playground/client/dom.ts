type Child = Node | string | undefined | false;

/** An element with attributes and children; text is always text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** An element that the page is known to have. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`No #${id} on the page`);
  return element as T;
}

/** Says what is wrong, or nothing any more. */
export function complain(place: HTMLElement, words: string): void {
  place.textContent = words;
  place.hidden = words === '';
}

/** Ties a control to what is said about it, for those who can't see where that stands. */
export function describeBy(control: HTMLElement, ids: string[]): void {
  const there = ids.filter((id) => document.getElementById(id));
  if (there.length > 0) control.setAttribute('aria-describedby', there.join(' '));
}

let ids = 0;

/** An id that nothing else on the page has. */
export function freshId(prefix: string): string {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** What is pasted as lines into a box of one line stays apart: several people, one below another. */
export function keepLinesApart(box: HTMLInputElement): void {
  box.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.getData('text/plain').trim() ?? '';
    if (!/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    const joined = pasted.replace(/\s*[\r\n]+\s*/g, ', ');
    box.setRangeText(joined, box.selectionStart ?? 0, box.selectionEnd ?? 0, 'end');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
