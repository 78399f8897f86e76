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
  /** What stands in its place where a client is too old for it; read as Markdown. */
  fallbackText: string;
  /** What a screen reader calls the card, before it reads what is in it. */
  speak: string;
  /** Who is shown a card of their own, and by which action. */
  refresh?: { action: Element; userIds: string[] };
}

/** What a press sends back. */
export interface PressData {
  staffroom: Action;
}
