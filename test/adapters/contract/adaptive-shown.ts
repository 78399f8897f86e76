import type { ShownButton, ShownForm, ShownValue } from './chat.ts';

type Json = Record<string, unknown>;

/** Every element of an Adaptive Card, itself first. */
function everything(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(everything);
  if (typeof value !== 'object' || value === null) return [];
  const { data: _, ...rest } = value as Json;
  return [value as Json, ...Object.values(rest).flatMap(everything)];
}

/** What its renderer would take for Markdown is no plain text, whoever wrote it. */
function markdown(text: string): string {
  return text.replace(/(\*\*?|__?)(?=\S)(.+?)(?<=\S)\1/g, '$2').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

function textOf({ type, text, label, title, value, placeholder }: Json): string[] {
  const words = (of: unknown) => (typeof of === 'string' && of !== '' ? [of] : []);
  if (type === 'TextRun') return words(text);
  if (type === 'TextBlock') return words(text).map(markdown);
  if (typeof type === 'string' && type.startsWith('Input.'))
    return [label, title, placeholder, ...(type === 'Input.Text' ? [value] : [])].flatMap(words);
  // An option of a choice.
  return type === undefined && typeof value === 'string' ? words(title) : [];
}

/** Without the character that takes no room: it keeps a text from being read as a template. */
export const unseen = (text: string) => text.replaceAll('\u2060', '');

export const linesOf = (card: unknown) => everything(card).flatMap(textOf).map(unseen);

export interface DataButton extends ShownButton {
  type: 'Action.Submit' | 'Action.Execute';
  data: Json;
}

export function buttonsOf(card: unknown): DataButton[] {
  return everything(card).flatMap(({ type, title, data }) => {
    if (type !== 'Action.Submit' && type !== 'Action.Execute') return [];
    const action = (data as { staffroom: ShownButton['action'] }).staffroom;
    // What refreshes a card by itself has no title.
    return title === undefined ? [] : [{ label: unseen(String(title)), action, type, data: data as Json }];
  });
}

export const inputsOf = (card: unknown) => everything(card).filter((e) => String(e.type).startsWith('Input.'));

/** @param held what the inputs hold, as they send it */
export function formOf(title: string, card: unknown, held: Record<string, string>): ShownForm {
  const shownValue = ({ id, type, isMultiSelect }: Json): ShownValue => {
    const value = held[String(id)] ?? '';
    if (type === 'Input.Toggle') return value === 'true';
    return isMultiSelect ? value.split(',').filter(Boolean) : value;
  };
  const errors = everything(card).flatMap((each) => {
    const path = /^(.*)~error$/.exec(String(each.id ?? ''))?.[1];
    return path === undefined ? [] : [[path, linesOf(each).join('\n')]];
  });
  return {
    title,
    words: [title, ...linesOf(card)].join('\n'),
    values: Object.fromEntries(inputsOf(card).map((input) => [String(input.id), shownValue(input)])),
    errors: Object.fromEntries(errors),
  };
}
