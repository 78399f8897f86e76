import { createRequire } from 'node:module';
import { readAction } from '../../../adapters/adaptive-card/actions.ts';
import type { Action } from '../../../src/ui/card.ts';

/** What Teams or Microsoft's own parser has against a card: its numbers are Microsoft's documented ones, written out here and not taken from the adapter. */

const parser = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

type Json = Record<string, unknown>;

/** Every object of a card. */
export function objects(json: unknown): Json[] {
  if (Array.isArray(json)) return json.flatMap(objects);
  if (typeof json !== 'object' || json === null) return [];
  return [json as Json, ...Object.values(json).flatMap(objects)];
}

function parsed(json: unknown): string[] {
  const context = new parser.SerializationContext();
  const card = new parser.AdaptiveCard();
  card.hostConfig = new parser.HostConfig({ actions: { maxActions: 100 } });
  card.parse(JSON.parse(JSON.stringify(json)), context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  const checked = card.validateProperties().validationEvents.map((event: { message: string }) => event.message);
  // A person field offers nobody before one types.
  return [...events, ...checked].filter((each) => !each.startsWith('An Input.ChoiceSet must have at least one'));
}

function twice(json: unknown): string[] {
  const ids = objects(json).flatMap(({ type, id }) => (typeof type === 'string' && typeof id === 'string' ? [id] : []));
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} twice`);
}

function tooManyActions(json: unknown): string[] {
  return objects(json).flatMap(({ actions }) => {
    const primary = Array.isArray(actions) ? actions.filter(({ mode }) => mode !== 'secondary').length : 0;
    return primary > 6 ? [`${primary} primary actions`] : [];
  });
}

/** What is wrong with a card in a message, or of the other size in a dialog. */
export function cardFaults(json: unknown, kilobytes = 40): string[] {
  const text = JSON.stringify(json);
  const all = objects(json);
  const ids = (json as { refresh?: { userIds: unknown[] } }).refresh?.userIds ?? ['one'];
  const faults = [...parsed(json), ...twice(json), ...tooManyActions(json)];
  // A thousand bytes are for the activity around it, at the least.
  if (text.length * 2 + 1_000 > kilobytes * 1024) faults.push(`${text.length * 2} bytes`);
  if (ids.length === 0 || ids.length > 60) faults.push(`${ids.length} ids to refresh for`);
  if (text.includes('"data:')) faults.push('a picture in a card');
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
  return objects(json)
    .filter(({ type, title }) => String(type).startsWith('Action.') && title !== undefined)
    .map(({ type, title, data }) => {
      const fetches = (data as { msteams?: { type: string } }).msteams?.type === 'task/fetch';
      const kind = type === 'Action.Execute' ? 'execute' : fetches ? 'dialog' : 'message';
      return { title: String(title), kind, action: readAction(data), data: data as Json };
    });
}

/** Texts without what differs between a text and its pieces, and what is not seen. */
export const bare = (texts: string[]) =>
  texts
    .join('')
    .replace(/\0|\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\u2060', '')
    .replace(/\s+/g, '');
