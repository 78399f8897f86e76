import { shorten } from '../../../src/lib/text.ts';
import type { Button, Card } from '../../../src/ui/card.ts';
import { plainText } from '../../../src/ui/plain-text.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { actions } from '../../adaptive-card/actions.ts';
import { adaptiveCard } from '../../adaptive-card/adaptive-card.ts';
import type { AdaptiveCardJson, Element } from '../../adaptive-card/json.ts';
import { heading, isWide, type Section, type Style, sections } from '../../adaptive-card/sections.ts';
import { text } from '../../adaptive-card/text.ts';
import { bodyOf, pack, sizeOf } from './pack.ts';
import { pressOn } from './press.ts';
import { strips } from './split-oversized.ts';
import type { Surface } from './surface.ts';

/** Title as large as other apps' in Teams; the picture is a message of its own, since a card takes only what is on the web. */
export const teamsStyle: Style = { title: 'large', phone: true, image: false };

/** What stands below a card's body. */
export interface Foot {
  actions: Element[];
  refresh?: AdaptiveCardJson['refresh'];
}

/** A card's buttons; where it has none but those behind *More*, the first of these is one. */
export function footOf({ buttons = [], more = [] }: Card, surface: Surface): Foot {
  const [first, ...others] = more;
  const shown: Button[] = buttons.length > 0 || !first ? buttons : [first];
  return { actions: actions(shown, shown === buttons ? more : others, 3, pressOn(surface)) };
}

const small = (line: string): Element[] => text(line, { subtle: true, size: 'small' });

function continued(title: string): Element[] {
  return heading({ title: words.continued(shorten(title, 100)) });
}

export interface Room {
  /** UTF-16 units of a card's JSON. */
  room: number;
  maxCards: number;
}

/**
 * A card as the few that it takes, its buttons below the last. Every string is shown literally.
 *
 * @param notes small lines below: what files there are
 * @returns `whole`: all of the card as text, for a file, where they can't hold it, and the last says so
 */
export function pages(
  card: Card,
  surface: Surface,
  foot: Foot,
  { room, maxCards }: Room,
  style: Style,
  notes: string[] = [],
): { cards: AdaptiveCardJson[]; whole?: string } {
  const wide = isWide(card);
  const all: Section[] = [
    ...sections(card, { ...style, press: pressOn(surface) }),
    { items: notes.flatMap(small), frame: (shown) => shown },
  ];
  const said = plainText(card);
  const page = (body: Element[], says: string, isLast: boolean, shown: Element[]) => {
    const json = adaptiveCard(body, isLast ? shown : [], says, wide);
    return isLast && foot.refresh ? { ...json, refresh: foot.refresh } : json;
  };
  // Most are far from full, and need no more weighing: half a page has room for what is weighed with it below.
  const inOne = page(bodyOf(all), said, true, foot.actions);
  if (sizeOf(inOne) <= room / 2) return { cards: [inOne] };
  const again = continued(card.title);
  const notAll = small(words.wholeInFile);
  const below = sizeOf(foot.actions);
  const more = words.continued(card.title);
  const empty = Math.max(...[said, more].map((each) => sizeOf(adaptiveCard([], [], each, true))));
  const inAll = room - empty - sizeOf(foot.refresh ?? {});
  const alone = below <= inAll / 2 ? pack(all, inAll - below) : [];
  // Kept free on each card, so that the buttons never stand on a card by themselves; more than that has cards of its own.
  const isLight = alone.length === 1 || below <= room / 3;
  const free = inAll - sizeOf(again) - sizeOf(notAll) - (isLight ? below : 0);
  const bodies = alone.length === 1 ? alone : pack(all, free);
  const strip = isLight ? [] : pack([{ items: strips(foot.actions, room / 3), frame: (shown) => shown }], free);
  const isCut = bodies.length + strip.length > maxCards;
  const kept = isCut ? bodies.slice(0, Math.max(1, maxCards - strip.length)) : bodies;
  if (isCut) kept.at(-1)?.push(...notAll);
  const shown = [...kept, ...strip];
  const cards = shown.map((body, index) => {
    const isLast = index === shown.length - 1;
    const [inIt, says] = index === 0 ? [body, said] : [[...again, ...body], more];
    return page(inIt, says, isLast, isLight ? foot.actions : []);
  });
  return { cards, ...(isCut ? { whole: plainText(card) } : {}) };
}
