import type { AdaptiveCardJson } from '../../adaptive-card/json.ts';

/** A card as Teams takes it in messages and dialogs. */
export interface Attachment {
  contentType: 'application/vnd.microsoft.card.adaptive';
  content: AdaptiveCardJson;
}

/** A dialog: `task.value` of a `continue`. */
export interface TaskInfo {
  title: string;
  height: 'small' | 'medium' | 'large';
  width: 'small' | 'medium' | 'large';
  card: Attachment;
}

/** A message that is a card and nothing else: text beside a card is split off, and then no id comes back. */
export type CardActivity = {
  type: 'message';
  /** What a notification shows. */
  summary: string;
  attachments: [Attachment];
};

export function attachment(content: AdaptiveCardJson): Attachment {
  return { contentType: 'application/vnd.microsoft.card.adaptive', content };
}
