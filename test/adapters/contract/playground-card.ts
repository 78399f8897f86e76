import type { WireForm, WireMessage } from '../../../adapters/playground/wire.ts';
import { buttonsOf, type DataButton, formOf, inputsOf, linesOf } from './adaptive-shown.ts';
import type { ShownCard, ShownForm } from './chat.ts';

type PageCard = ShownCard & { buttons: DataButton[] };

const drawn = new WeakMap<WireMessage, PageCard>();

/** A message of the bot's; the same card for the same one. */
export function cardShown(message: WireMessage): PageCard {
  const before = drawn.get(message);
  if (before) return before;
  const { id, place, card, text, files = [] } = message;
  const shown: PageCard = {
    id,
    in: place === 'direct' ? 'direct' : 'channel',
    words: [...(text ? [text] : []), ...linesOf(card)].join('\n'),
    buttons: buttonsOf(card),
    files: files.map(({ name }, index) => ({ name, ref: `${id}/${index}` })),
  };
  drawn.set(message, shown);
  return shown;
}

/** A form as the page's dialog holds it. */
export interface OpenForm {
  wire: WireForm;
  /** What its inputs hold, as they send it. */
  inputs: Record<string, string>;
  /** What stands above its fields since it was sent and stayed. */
  kept?: string;
  /** The message whose button opened it. */
  message?: string;
  place: string;
}

export function openForm(wire: WireForm, place: string, message?: string): OpenForm {
  const inputs = inputsOf(wire.card).map(({ id, value }) => [String(id), typeof value === 'string' ? value : '']);
  return { wire, place, inputs: Object.fromEntries(inputs), ...(message && { message }) };
}

export function formShown({ wire, inputs, kept }: OpenForm): ShownForm {
  const form = formOf(wire.title, wire.card, inputs);
  return kept === undefined ? form : { ...form, words: `${kept}\n${form.words}`, errors: { '': kept } };
}

/** The button in the form that asks for one more row, and the one that sends it. */
export const addButton = (form: OpenForm) =>
  buttonsOf(form.wire.card.body).find(({ action }) => action.step === 'add-row');
export const removeButton = (form: OpenForm, index: number) =>
  buttonsOf(form.wire.card.body).filter(({ action }) => action.step === 'remove-row')[index];
export const sendButton = (form: OpenForm) => buttonsOf(form.wire.card.actions)[0];
