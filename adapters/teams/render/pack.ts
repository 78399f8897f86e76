import type { Element } from '../../adaptive-card/json.ts';
import type { Section } from '../../adaptive-card/sections.ts';
import { splitOversized } from './split-oversized.ts';

/** How much of a card something takes: its JSON, and the comma after it. */
export const sizeOf = (json: unknown): number => JSON.stringify(json).length + 1;

const bare = (items: Element[]): Section => ({ items, frame: (shown) => shown });

/** The same, with nothing in it that is longer than a page. */
function fitting(section: Section, room: number): Section[] {
  const frame = sizeOf(section.frame([]));
  const fits = (item: Element) => frame + sizeOf(item) <= room;
  if (section.items.length === 0) return [bare(section.frame([]))];
  if (frame > room) return [bare([section.frame([]), section.items].flatMap((each) => splitOversized(each, room)))];
  if (section.items.every(fits)) return [section];
  // What is too long stands by itself, out of its frame; the others stay in theirs.
  return section.items.map((item) => (fits(item) ? { ...section, items: [item] } : bare(splitOversized(item, room))));
}

/**
 * The bodies of as few cards as the sections take, none of them longer than `room`. Each item is weighed once: a list
 * has many, and someone else waits meanwhile.
 */
export function pack(sections: Section[], room: number): Element[][] {
  const pages: Section[][] = [[]];
  let used = 0;
  for (const section of sections.flatMap((each) => fitting(each, room))) {
    const frame = sizeOf(section.frame([]));
    let open: Section | undefined;
    for (const item of section.items) {
      const size = sizeOf(item);
      const page = pages.at(-1) ?? [];
      if (page.length > 0 && used + size + (open ? 0 : frame) > room) {
        pages.push([]);
        used = 0;
        open = undefined;
      }
      if (!open) {
        open = { ...section, items: [] };
        pages.at(-1)?.push(open);
        used += frame;
      }
      open.items.push(item);
      used += size;
    }
  }
  return pages.map(bodyOf);
}

/** Sections as the body of one card. */
export const bodyOf = (sections: Section[]): Element[] =>
  eachOnce(sections.flatMap(({ items, frame }) => frame(items)));

/** A list that was cut stands in several frames of one card, of which the first alone may have its id. */
function eachOnce(elements: Element[]): Element[] {
  const taken = new Set<unknown>();
  return elements.map(({ id, ...element }) => {
    if (id === undefined || taken.has(id)) return element;
    taken.add(id);
    return { ...element, id };
  });
}
