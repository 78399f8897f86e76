import { readAction } from '../../../adapters/adaptive-card/actions.ts';
import type { Action } from '../../../src/ui/card.ts';
import { checkCard } from './fake/check-card.ts';

type Json = Record<string, unknown>;

/** Every object of a card. */
export function objects(json: unknown): Json[] {
  if (Array.isArray(json)) return json.flatMap(objects);
  if (typeof json !== 'object' || json === null) return [];
  return [json as Json, ...Object.values(json).flatMap(objects)];
}

/** What is wrong with a card: what the fake of Teams refuses, and what none of ours may have. */
export function cardFaults(json: unknown, where: 'message' | 'dialog' = 'message'): string[] {
  const faults: string[] = [];
  checkCard({ people: new Map() }, json, where, (words) => faults.push(words));
  const text = JSON.stringify(json);
  const kilobytes = where === 'message' ? 40 : 80;
  // A thousand bytes are for the activity around it, at the least.
  if (text.length * 2 + 1_000 > kilobytes * 1024) faults.push(`${text.length * 2} bytes`);
  if ((json as { refresh?: { userIds?: unknown[] } }).refresh?.userIds?.length === 0)
    faults.push('refreshed for nobody');
  const all = objects(json);
  if (/\\ud[89a-f]|\\u0000/i.test(JSON.stringify(all.map((each) => each.text ?? '')))) faults.push('half a character');
  for (const { type, verb, text: words } of all) {
    if (type === 'TextBlock') faults.push('a text that is read as Markdown');
    if (type === 'Action.Execute' && verb !== 'staffroom') faults.push('an action without a verb');
    if (type === 'TextRun' && /\{\{|<\/?at\b/i.test(String(words))) faults.push(`read as mark-up: ${words}`);
  }
  return faults;
}

/** All that a card says, in order. */
export function readTexts(json: unknown): string[] {
  return objects(json).flatMap(({ type, text }) => (type === 'TextRun' ? [String(text)] : []));
}

/** A button: what is on it, how it is pressed, and what it asks for. */
export interface Press {
  title: string;
  kind: 'message' | 'execute' | 'dialog';
  action: Action | undefined;
  data: Json;
}

export function presses(json: unknown): Press[] {
  return (
    objects(json)
      // A page that a button opens is the browser's.
      .filter(({ type, title, url }) => String(type).startsWith('Action.') && title !== undefined && url === undefined)
      // What is unfolded is told to nobody.
      .filter(({ type }) => type !== 'Action.ToggleVisibility')
      .map(({ type, title, data }) => {
        const fetches = (data as { msteams?: { type: string } }).msteams?.type === 'task/fetch';
        const kind = type === 'Action.Execute' ? 'execute' : fetches ? 'dialog' : 'message';
        return { title: String(title), kind, action: readAction(data), data: data as Json };
      })
  );
}

/** Texts without what differs between a text and its pieces, and what is not seen. */
export const bare = (texts: string[]) =>
  texts
    .join('')
    .replace(/\0|\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\u2060', '')
    .replace(/\s+/g, '');
