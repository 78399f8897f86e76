import { isObject } from '../../../../../src/lib/json.ts';

/** Without the characters that take no room and only stop something from being read as mark-up. */
export const unseen = (text: string) => text.replaceAll('\u2060', '');

const inputTexts = ['label', 'placeholder', 'errorMessage', 'title'] as const;

function* said(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const each of value) yield* said(each);
  if (!isObject(value)) return;
  const { type } = value;
  if (type === 'RichTextBlock' && Array.isArray(value.inlines)) {
    yield value.inlines.map((run) => (isObject(run) ? String(run.text ?? '') : String(run))).join('');
    return;
  }
  if (type === 'TextBlock') yield String(value.text ?? '');
  if (type === 'Image' && value.altText) yield String(value.altText);
  if (typeof type === 'string' && type.startsWith('Input.')) {
    for (const key of inputTexts) if (typeof value[key] === 'string') yield value[key];
    if (Array.isArray(value.choices)) {
      for (const choice of value.choices) if (isObject(choice)) yield String(choice.title ?? '');
    }
    return;
  }
  if (Array.isArray(value.facts)) {
    for (const fact of value.facts) if (isObject(fact)) yield `${fact.title}: ${fact.value}`;
  }
  for (const [key, each] of Object.entries(value)) {
    if (key !== 'data' && key !== 'actions' && key !== 'refresh' && key !== 'facts') yield* said(each);
  }
}

/** Everything that a card says, top to bottom, one block a line; what buttons say is in `labelsOf`. */
export function wordsOf(card: unknown): string[] {
  return [...said(card)].map(unseen).filter((words) => words !== '');
}

/** What buttons say, those of rows and menus too. */
export function labelsOf(card: unknown): string[] {
  return actionsIn(card).map(({ title }) => unseen(String(title ?? '')));
}

/** Every action of a card that can be pressed, in the order of the card. */
export function actionsIn(card: unknown): Record<string, unknown>[] {
  if (Array.isArray(card)) return card.flatMap(actionsIn);
  if (!isObject(card)) return [];
  if (String(card.type).startsWith('Action.')) {
    return [card, ...(card.type === 'Action.ShowCard' ? actionsIn(card.card) : [])];
  }
  return Object.entries(card).flatMap(([key, value]) => (key === 'data' || key === 'refresh' ? [] : actionsIn(value)));
}
