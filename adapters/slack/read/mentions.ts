/** Most people of one line who are looked up. */
const mostMentioned = 5;

/** The ids of the people whom a text mentions; Slack writes them as `<@U123>` or `<@U123|ben>`. */
export function mentionedIn(text: string): string[] {
  const found = [...text.matchAll(/<@([UW][A-Z0-9]{2,30})(?:\|[^<>]*)?>/g)].map(([, id = '']) => id);
  return [...new Set(found)].slice(0, mostMentioned);
}

/** What was typed: Slack sends three signs as entities, and addresses in angle brackets. */
export function plainWords(text: string): string {
  return text
    .replace(/<(?:https?:\/\/)[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
