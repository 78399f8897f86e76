import { createRequire } from 'node:module';
import { isObject } from '../../../../src/lib/json.ts';
import type { Json } from './types.ts';
import type { World } from './world.ts';

const parser = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

export const cardType = 'application/vnd.microsoft.card.adaptive';

/** Every object in a card, with the key that it was found under. */
function* objects(value: unknown, under = ''): Generator<{ under: string; json: Json }> {
  if (Array.isArray(value)) for (const each of value) yield* objects(each, under);
  if (!isObject(value)) return;
  yield { under, json: value };
  // Data is the app's own.
  for (const [key, each] of Object.entries(value)) if (key !== 'data') yield* objects(each, key);
}

/** What Microsoft's own parser has against a card. */
function complaints(json: Json): string[] {
  const context = new parser.SerializationContext();
  const card = new parser.AdaptiveCard();
  // It counts what waits in the menu, too.
  card.hostConfig = new parser.HostConfig({ actions: { maxActions: 100 } });
  card.parse(JSON.parse(JSON.stringify(json)), context);
  const parsed = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message as string);
  const checked = card.validateProperties().validationEvents.map((event: { message: string }) => event.message);
  // A field that searches offers nobody before one types.
  return [...parsed, ...checked].filter((message) => !message.startsWith('An Input.ChoiceSet must have at least one'));
}

/** Characters that Markdown or Teams would read, in a name that a person chose. */
const markup = /[*_`[\]<>~]|^\s*(?:[-+#]|\d+\.)\s/;

/** People's names that would not be shown as they are, in words that are read as Markdown. */
export function readAsMarkdown(world: Pick<World, 'people'>, words: unknown): string[] {
  if (typeof words !== 'string') return [];
  const names = [...world.people.values()].map(({ name }) => name).filter((name) => markup.test(name));
  return names.filter((name) => words.includes(name));
}

/**
 * Notes what Teams would not take or would misread in a card.
 * @param where `dialog`: there an execute does nothing
 */
export function checkCard(
  world: Pick<World, 'people'>,
  card: unknown,
  where: 'message' | 'dialog',
  note: (words: string) => void,
) {
  if (!isObject(card) || card.type !== 'AdaptiveCard') return note(`no Adaptive Card: ${JSON.stringify(card)}`);
  for (const each of complaints(card)) note(`adaptivecards: ${each}`);
  if (Number(card.version) > 1.5) note(`version ${card.version}: Teams draws no more than 1.5`);
  if (isObject(card.msteams) && card.msteams.entities) note('msteams.entities: a card that pings');
  if (typeof card.fallbackText !== 'string' || card.fallbackText === '')
    note('no fallbackText for a client that is too old');
  for (const name of readAsMarkdown(world, card.fallbackText)) note(`${name} is read as Markdown`);
  checkRefresh(card.refresh, note);
  for (const { under, json } of objects({ ...card, refresh: undefined })) {
    const { type } = json;
    if (type === 'Image' && String(json.url).startsWith('data:'))
      note('a data: URL in a card, which Teams does not draw');
    if (String(type).startsWith('Input.') && !json.label) note(`${type} ${json.id} without a label`);
    if (type === 'Action.Execute') {
      if (typeof json.verb !== 'string' || json.verb === '') note(`Action.Execute “${json.title}” without a verb`);
      if (where === 'dialog') note(`Action.Execute “${json.title}” in a dialog, where it does nothing`);
    }
    if (where === 'dialog' && type === 'Action.Submit' && opensDialog(json)) note('a dialog can’t open a dialog');
    if (type === 'TextBlock') for (const name of readAsMarkdown(world, json.text)) note(`${name} is read as Markdown`);
    if (under === 'facts') for (const name of readAsMarkdown(world, json.value)) note(`${name} is read as Markdown`);
    if (Array.isArray(json.actions)) {
      const primary = json.actions.filter((each) => isObject(each) && each.mode !== 'secondary').length;
      if (primary > 6) note(`${primary} primary actions; Teams shows 6`);
    }
  }
}

function checkRefresh(refresh: unknown, note: (words: string) => void) {
  if (refresh === undefined) return;
  if (!isObject(refresh) || !isObject(refresh.action)) return note('refresh without an action');
  const { action, userIds } = refresh;
  if (action.type !== 'Action.Execute' || !action.verb) note('refresh needs an Action.Execute with a verb');
  if (userIds === undefined) return;
  if (!Array.isArray(userIds)) return note('refresh.userIds is no list');
  if (userIds.length > 60) note(`${userIds.length} refresh.userIds; Teams takes 60`);
  if (userIds.some((each) => !String(each).startsWith('29:'))) note('refresh.userIds must be ids of Teams (29:…)');
}

export function opensDialog({ data }: Json): boolean {
  return isObject(data) && isObject(data.msteams) && data.msteams.type === 'task/fetch';
}
