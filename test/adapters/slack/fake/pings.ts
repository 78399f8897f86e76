import { isObject } from '../../../../src/lib/json.ts';

/** Whole channels, people and groups: what makes phones buzz when it stands in a message. */
const ping = /<(?:!(?:channel|here|everyone|group|subteam)|@[UWB])[^>]*>/g;

/**
 * What in a message would ping someone. Plain text never does; a mention in mrkdwn or `text` always does, also one that
 * a person's name brought in because nobody escaped it.
 */
export function pingsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key === 'text' || key === 'markdown_text' ? (value.match(ping) ?? []) : [];
  if (Array.isArray(value)) return value.flatMap((each) => pingsIn(each, key));
  if (!isObject(value)) return [];
  if (value.type === 'plain_text' || value.type === 'raw_text') return [];
  if (value.type === 'user' || value.type === 'usergroup' || value.type === 'broadcast') return [JSON.stringify(value)];
  return Object.entries(value).flatMap(([name, each]) => pingsIn(each, name));
}

/** Ways to ask Slack to find mentions in plain words. */
export function asksForPings(args: Record<string, unknown>): string[] {
  const found: string[] = [];
  if (args.link_names === 'true' || args.link_names === '1' || args.link_names === true) found.push('link_names');
  if (args.parse === 'full') found.push('parse=full');
  return found;
}
