import type { WireMessage } from '../wire.ts';
import { address, known } from './api.ts';
import { draw } from './cards.ts';
import { el } from './dom.ts';
import { clockTime, exactTime, size } from './format.ts';

function avatar(from: string): HTMLElement {
  const index = known.findIndex((person) => person.key === from);
  if (index < 0) return el('span', { class: 'avatar bot', 'aria-hidden': 'true' }, 'S');
  const hue = String(index % 5);
  return el('span', { class: 'avatar', 'data-hue': hue, 'aria-hidden': 'true' }, known[index]?.initials);
}

function nameOf(from: string): string {
  return known.find((person) => person.key === from)?.name ?? 'Staffroom';
}

function chip(message: WireMessage, as: string, index: number): HTMLElement {
  const file = message.files?.[index];
  const href = address(`file/${encodeURIComponent(message.id)}/${index}`, { as });
  return el(
    'a',
    { class: 'file', href, download: file?.name ?? '' },
    el('span', { class: 'file-name' }, file?.name),
    el('span', { class: 'file-size' }, size(file?.bytes ?? 0)),
  );
}

/** A message as a list item. `press` gets a pressed button's data. */
export function drawMessage(message: WireMessage, as: string, press: (data: unknown) => void): HTMLLIElement {
  const time = el('time', { datetime: message.at, title: exactTime(message.at) }, clockTime(message.at));
  const head = el('p', { class: 'head' }, el('b', {}, nameOf(message.from)), time);
  if (message.private) head.append(el('span', { class: 'private' }, 'Only you can see this'));
  const body = el('div', { class: 'body' }, head);
  if (message.text !== undefined) body.append(el('p', { class: 'said' }, message.text));
  if (message.card) {
    const wide = message.card.msteams !== undefined;
    const card = el('div', { class: wide ? 'card wide' : 'card', 'data-tone': message.tone ?? 'plain' });
    card.append(draw(message.card, press).element);
    const files = (message.files ?? []).map((_, index) => chip(message, as, index));
    if (files.length > 0) card.append(el('div', { class: 'files' }, ...files));
    body.append(card);
  }
  return el('li', { class: message.private ? 'message private' : 'message' }, avatar(message.from), body);
}
