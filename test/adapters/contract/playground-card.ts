import type { WireForm, WireMessage } from '../../../adapters/playground/wire.ts';
import type { ShownButton, ShownCard, ShownForm, ShownValue } from './chat.ts';

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

const linesOf = (card: unknown) =>
  everything(card)
    .flatMap(textOf)
    // Takes no room; it keeps a text from being read as a template.
    .map((line) => line.replaceAll('\u2060', ''));

export interface DataButton extends ShownButton {
  data: Json;
}

function buttonsOf(card: unknown): DataButton[] {
  return everything(card).flatMap(({ type, title, data }) => {
    if (type !== 'Action.Submit') return [];
    const action = (data as { staffroom: ShownButton['action'] }).staffroom;
    return [{ label: String(title).replaceAll('\u2060', ''), action, data: data as Json }];
  });
}

/** A message of the bot's. */
export function cardShown(message: WireMessage): ShownCard & { buttons: DataButton[] } {
  const { id, place, card, text, files = [] } = message;
  return {
    id,
    in: place === 'direct' ? 'direct' : 'channel',
    words: [...(text ? [text] : []), ...linesOf(card)].join('\n'),
    buttons: buttonsOf(card),
    files: files.map(({ name }, index) => ({ name, ref: `${id}/${index}` })),
  };
}

/** A form as the page's dialog holds it. */
export interface OpenForm {
  wire: WireForm;
  /** What its inputs hold, as they send it. */
  inputs: Record<string, string>;
  /** The message whose button opened it. */
  message?: string;
  place: string;
}

export const inputsOf = (card: unknown) => everything(card).filter((e) => String(e.type).startsWith('Input.'));

export function openForm(wire: WireForm, place: string, message?: string): OpenForm {
  const inputs = inputsOf(wire.card).map(({ id, value }) => [String(id), typeof value === 'string' ? value : '']);
  return { wire, place, inputs: Object.fromEntries(inputs), ...(message && { message }) };
}

export function formShown({ wire, inputs }: OpenForm): ShownForm {
  const kinds = new Map(inputsOf(wire.card).map((each) => [String(each.id), each]));
  const errors = everything(wire.card).flatMap((each) => {
    const path = /^(.*)~error$/.exec(String(each.id ?? ''))?.[1];
    return path === undefined ? [] : [[path, linesOf(each).join('\n')]];
  });
  const shownValue = (path: string, held: string): ShownValue => {
    const { type, isMultiSelect } = kinds.get(path) ?? {};
    if (type === 'Input.Toggle') return held === 'true';
    return isMultiSelect ? held.split(',').filter(Boolean) : held;
  };
  return {
    title: wire.title,
    words: [wire.title, ...linesOf(wire.card)].join('\n'),
    values: Object.fromEntries(Object.entries(inputs).map(([path, held]) => [path, shownValue(path, held)])),
    errors: Object.fromEntries(errors),
  };
}

/** The button in the form that asks for one more row, and the one that sends it. */
export const addButton = (form: OpenForm) => buttonsOf(form.wire.card.body)[0];
export const sendButton = (form: OpenForm) => buttonsOf(form.wire.card.actions)[0];
