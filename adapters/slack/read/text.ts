/** The ids of the people whom a text mentions; Slack writes them as `<@U123>` or `<@U123|ben>`. */
export const mentionedIn = (text: string): string[] =>
  [...text.matchAll(/<@([UW][A-Z0-9]{2,30})(?:\|[^<>]*)?>/g)].map(([, id = '']) => id);

/** What was typed: Slack sends three signs as entities, and addresses in angle brackets. */
export function plainWords(text: string): string {
  return text
    .replace(/<(?:https?:\/\/)[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
