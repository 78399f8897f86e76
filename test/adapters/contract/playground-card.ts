import type { WireForm, WireMessage } from '../../../adapters/playground/wire.ts';
import { buttonsOf, type DataButton, formOf, inputsOf, linesOf } from './adaptive-shown.ts';
import type { ShownCard, ShownForm } from './chat.ts';

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

export function openForm(wire: WireForm, place: string, message?: string): OpenForm {
  const inputs = inputsOf(wire.card).map(({ id, value }) => [String(id), typeof value === 'string' ? value : '']);
  return { wire, place, inputs: Object.fromEntries(inputs), ...(message && { message }) };
}

export const formShown = ({ wire, inputs }: OpenForm): ShownForm => formOf(wire.title, wire.card, inputs);

/** The button in the form that asks for one more row, and the one that sends it. */
export const addButton = (form: OpenForm) => buttonsOf(form.wire.card.body)[0];
export const sendButton = (form: OpenForm) => buttonsOf(form.wire.card.actions)[0];
