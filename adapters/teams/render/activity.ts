import type { AdaptiveCardJson } from '../../adaptive-card/json.ts';
import { attachment, type CardActivity } from './json.ts';

export function cardActivity(card: AdaptiveCardJson, summary: string): CardActivity {
  return { type: 'message', summary, attachments: [attachment(card)] };
}
