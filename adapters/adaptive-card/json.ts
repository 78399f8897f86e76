import type { Action } from '../../src/ui/card.ts';

/** Any element of an Adaptive Card; the schema is Microsoft's, checked by the tests with Microsoft's own parser. */
export interface Element {
  type: string;
  [property: string]: unknown;
}

export interface AdaptiveCardJson extends Element {
  type: 'AdaptiveCard';
  version: '1.5';
  body: Element[];
  actions?: Element[];
  /** Who is shown a card of their own, and by which action. */
  refresh?: { action: Element; userIds: string[] };
}

/** What a press sends back. */
export interface PressData {
  staffroom: Action;
}

/** 1.5 is the newest version that Teams draws in full; `msteams` is read by Teams alone. */
export function adaptiveCard(body: Element[], actions: Element[], wide = false): AdaptiveCardJson {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    ...(actions.length > 0 && { actions }),
    ...(wide && { msteams: { width: 'Full' } }),
  };
}
