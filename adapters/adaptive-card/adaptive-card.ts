import { shorten } from '../../src/lib/text.ts';
import type { AdaptiveCardJson, Element } from './json.ts';
import { literal } from './text.ts';

/** Characters of what stands for a card. */
const maxSaid = 200;

/**
 * 1.5 is the newest version that Teams draws in full; `msteams` is read by Teams alone.
 *
 * @param said what the card says, as plain text; its first line names it
 */
export function adaptiveCard(body: Element[], actions: Element[], said: string, wide = false): AdaptiveCardJson {
  const [name = ''] = said.split('\n');
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText: escaped(shorten(literal(said), maxSaid)),
    speak: unmarked(shorten(literal(name), maxSaid)),
    body,
    ...(actions.length > 0 && { actions }),
    ...(wide && { msteams: { width: 'Full' } }),
  };
}

const escaped = (text: string) => text.replace(/[\\`*_[\]<>~#|]/g, (sign) => `\\${sign}`);

/** It may be read as speech mark-up. */
const unmarked = (text: string) => text.replace(/[<>&]/g, ' ');
