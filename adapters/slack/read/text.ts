import type { EventPayload, MessageEvent } from './payload.ts';

/** Slack writes a mention as `<@U123>` or `<@U123|ben>`. */
const mention = /<@([UW][A-Z0-9]{2,30})(?:\|[^<>]*)?>/g;

/** The ids of the people whom a text mentions. */
export const mentionedIn = (text: string): string[] => [...text.matchAll(mention)].map(([, id = '']) => id);

/** What was typed: Slack sends three signs as entities, and addresses in angle brackets. */
export function plainWords(text: string): string {
  return text
    .replace(/<(?:https?:\/\/)[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** What someone wrote to the bot, without the mentions of the bot itself. */
export function wordsIn({ event, authorizations = [] }: EventPayload<MessageEvent>): string {
  const bots = authorizations.filter(({ is_bot }) => is_bot).map(({ user_id }) => user_id);
  return String(event.text ?? '')
    .replace(mention, (all, id) => (bots.includes(id) ? '' : all))
    .trim();
}
