import type { Element } from '../../adaptive-card/json.ts';

const segmenter = new Intl.Segmenter();

/** Where a text is parted: after a word where one ends in the last half, else after a whole character. */
function endOf(text: string, most: number): number {
  const space = text.lastIndexOf(' ', most - 1) + 1;
  if (space > most / 2) return space;
  // Far enough ahead to see the whole of a character, and no farther: to part a very long text takes long.
  const { index = 0 } = segmenter.segment(text.slice(0, most * 2)).containing(most) ?? {};
  if (index > 0) return index;
  return /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
}

function pieces(text: string, most: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const end = endOf(rest, most);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

/** Actions in as many strips as no strip passes `room`, or holds more than Teams shows. */
export function strips(actions: Element[], room: number): Element[] {
  const sets: Element[][] = [];
  let used = 0;
  for (const action of actions) {
    const size = JSON.stringify(action).length;
    const last = sets.at(-1);
    if (last && used + size <= room && last.length < 6) last.push(action);
    else {
      sets.push([action]);
      used = 0;
    }
    used += size;
  }
  // None waits in a menu that might have no button before it.
  return sets.map((set) => ({ type: 'ActionSet', actions: set.map(({ mode: _, ...action }) => action) }));
}

/**
 * What is too long for any message, as a list of what is in it: its texts in pieces, with their looks, then its buttons.
 */
export function broken(item: unknown, room: number): Element[] {
  if (Array.isArray(item)) return item.flatMap((each) => broken(each, room));
  if (typeof item !== 'object' || item === null) return [];
  const { type, text, actions } = item as Element;
  if (type === 'TextRun') {
    // JSON spells the worst of characters out in six, and there are the looks.
    const most = Math.min(1_500, Math.max(50, Math.floor(room / 7)));
    return pieces(String(text), most).map((piece) => ({
      type: 'RichTextBlock',
      inlines: [{ ...(item as Element), text: piece }],
    }));
  }
  if (type === 'ActionSet') return strips(actions as Element[], room);
  return Object.values(item).flatMap((each) => broken(each, room));
}
