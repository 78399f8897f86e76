import type { Card, Live } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { action } from '../../adaptive-card/actions.ts';
import type { AdaptiveCardJson } from '../../adaptive-card/json.ts';
import { limits } from './limits.ts';
import { type Foot, footOf, pages, teamsStyle } from './pages.ts';
import { executes } from './press.ts';
import { type Surface, speechOf } from './surface.ts';

/**
 * Each of those who may decide is shown a card of their own, with its buttons; whoever else looks, or is allowed to since,
 * can have theirs by Teams' own *Refresh card*. A button that all can press is there only where nobody of them was found,
 * or the list may have no room for all.
 */
function liveFoot(live: Live, liveFor: Surface['liveFor']): Foot {
  const userIds = (liveFor?.(live.emails) ?? []).slice(0, limits.live);
  const isAll = userIds.length > 0 && live.emails.length < limits.live;
  return {
    actions: isAll ? [] : [action({ label: say.decide, action: live.action }, false, executes)],
    // Without ids Teams would refresh the card of everyone in a small channel.
    ...(userIds.length > 0 && { refresh: { action: executes(live.action), userIds } }),
  };
}

/**
 * A card as the Adaptive Cards of as many messages as it takes, the buttons on the last. Files and the picture are not
 * in it: they are messages of their own.
 *
 * @returns `whole`: the card as text, for a file, where five messages can't hold it
 */
export const cardPages = (card: Card, surface: Surface): { cards: AdaptiveCardJson[]; whole?: string } =>
  pagesOf(spoken(card, speechOf[surface.kind]), surface);

/** The same of a card that is spelt as it is said there. */
export function pagesOf(card: Card, surface: Surface): { cards: AdaptiveCardJson[]; whole?: string } {
  const isLive = card.live && surface.kind === 'channel';
  const foot = card.live && isLive ? liveFoot(card.live, surface.liveFor) : footOf(card, surface);
  const room = { room: limits.message.room, maxCards: limits.messages };
  return pages(card, surface, foot, room, teamsStyle);
}
