import { decodeAction } from '../../../adapters/slack/packed/action.ts';
import type { Block, MessageView, Option, ShownView } from '../slack/fake/index.ts';
import type { ShownButton, ShownCard, ShownForm, ShownValue } from './chat.ts';

type Json = Record<string, unknown>;

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** What Slack's client shows of mrkdwn: a mention, a link, or formatting is no longer the text that stood there. */
function mrkdwn(text: string): string {
  return text
    .replace(/<([!@#][^>]*)>/g, '[ping $1]')
    .replace(/<([^>|]*)(?:\|([^>]*))?>/g, (_, url, label) => `[link ${label ?? url}]`)
    .replace(/(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]+?)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}

const isText = (value: Json): value is { type: string; text: string } =>
  typeof value.text === 'string' && ['plain_text', 'mrkdwn', 'raw_text'].includes(String(value.type));

const pressable = ['button', 'overflow'];

/** Each text in the blocks, as it is seen; what is written on buttons left out. */
function lines(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(lines);
  if (typeof value !== 'object' || value === null) return [];
  const json = value as Json;
  if (isText(json)) return [json.type === 'mrkdwn' ? mrkdwn(json.text) : json.text];
  if (pressable.includes(String(json.type))) return [];
  return Object.values(json).flatMap(lines);
}

export interface SlackButton extends ShownButton {
  /** What Slack sends back, by which it is found again. */
  value: string;
}

function buttonsIn(value: unknown): SlackButton[] {
  if (Array.isArray(value)) return value.flatMap(buttonsIn);
  if (typeof value !== 'object' || value === null) return [];
  const json = value as Json;
  const options =
    json.type === 'overflow' ? (json.options as Option[]) : json.type === 'button' ? [json as unknown as Option] : [];
  const here = options.flatMap(({ text, value: carried = '' }) => {
    const action = decodeAction(carried);
    return action ? [{ label: text.text, action, value: carried }] : [];
  });
  return here.length > 0 ? here : Object.values(json).flatMap(buttonsIn);
}

export type SlackCard = ShownCard & { where: MessageView | ShownView; buttons: SlackButton[] };

const drawn = new WeakMap<MessageView, SlackCard>();

/** The same card for the same view of a message: a school's talk is long, and is looked at often. */
export function cardShown(where: MessageView | ShownView, place: ShownCard['in']): SlackCard {
  if (where.kind === 'view') return cardOf(where, place);
  const before = drawn.get(where);
  if (before) return before;
  const card = cardOf(where, place);
  drawn.set(where, card);
  return card;
}

function cardOf(where: MessageView | ShownView, place: ShownCard['in']): SlackCard {
  const isMessage = where.kind === 'message';
  const files = isMessage ? where.files : [];
  const title = isMessage ? [] : [where.title];
  // The notification shows the text, and so does a message without blocks.
  const text = isMessage ? [mrkdwn(where.text)] : [];
  return {
    id: isMessage ? `${where.channel} ${where.ts}` : where.id,
    in: place,
    words: [...title, ...text, ...lines(where.blocks)].join('\n'),
    buttons: buttonsIn(where.blocks),
    files: files.map(({ name, id }) => ({ name, ref: id })),
    where,
  };
}

export const isForm = ({ submit }: ShownView) => submit !== undefined;

const pathOf = (block: string) => block.replace(/~.*$/s, '');

/** What an input holds, whatever kind it is. */
function held(state: Json | undefined): ShownValue {
  const { value, selected_option: one, selected_options: many, selected_conversation: channel } = state ?? {};
  if (Array.isArray(many)) return many.map((option: Option) => option.value ?? '');
  return String(value ?? (one as Option | null | undefined)?.value ?? channel ?? '');
}

const isError = ({ block_id = '' }: Block) => block_id.endsWith('~error');

/** @param beside what Slack shows beside fields, by block */
export function formShown(view: ShownView, beside: Record<string, string>): ShownForm {
  const inputs = view.blocks.filter(({ type }) => type === 'input');
  const values = inputs.map(({ block_id = '', element }) => [
    pathOf(block_id),
    held(view.values[block_id]?.[element?.action_id ?? '']),
  ]);
  const errors = [
    ...Object.entries(beside),
    ...view.blocks.filter(isError).map((block) => [block.block_id ?? '', lines(block).join('\n')] as const),
  ].map(([block, words]) => [pathOf(block), words]);
  return {
    title: view.title,
    words: [view.title, ...lines(view.blocks), ...Object.values(beside)].join('\n'),
    values: Object.fromEntries(values),
    errors: Object.fromEntries(errors),
  };
}
