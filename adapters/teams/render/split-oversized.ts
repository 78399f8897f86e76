import type { Element } from '../../adaptive-card/json.ts';
import { pieces } from '../../chat/pieces.ts';

/** Actions in strips, none of them longer than `room` or with more than Teams shows. */
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
export function splitOversized(item: unknown, room: number): Element[] {
  if (Array.isArray(item)) return item.flatMap((each) => splitOversized(each, room));
  if (typeof item !== 'object' || item === null) return [];
  const { type, text, actions } = item as Element;
  if (type === 'TextRun') {
    // JSON spells the worst of characters out in six, and there are the looks.
    const max = Math.min(1_500, Math.max(50, Math.floor(room / 7)));
    return pieces(String(text), max, ({ length }) => length).map((piece) => ({
      type: 'RichTextBlock',
      inlines: [{ ...(item as Element), text: piece }],
    }));
  }
  if (type === 'ActionSet') return strips(actions as Element[], room);
  return Object.values(item).flatMap((each) => splitOversized(each, room));
}
