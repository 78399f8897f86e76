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

function chip({ name, bytes }: { name: string; bytes: number }, href: string): HTMLElement {
  const about = [el('span', { class: 'file-name' }, name), el('span', { class: 'file-size' }, size(bytes))];
  return el('a', { class: 'file', href, download: name }, ...about);
}

/** A message as a list item. `press` gets a pressed button's data. */
export function drawMessage(message: WireMessage, as: string, press: (data: unknown) => void): HTMLLIElement {
  const time = el('time', { datetime: message.at, title: exactTime(message.at) }, clockTime(message.at));
  const sender = known.find((person) => person.key === message.from);
  const head = el('p', { class: 'head' }, el('b', {}, sender?.name ?? 'Staffroom'), time);
  if (message.private) head.append(el('span', { class: 'private' }, 'Only you can see this'));
  const body = el('div', { class: 'body' }, head);
  if (message.text !== undefined) body.append(el('p', { class: 'said' }, message.text));
  if (message.card) {
    const card = el('div', { class: 'card', 'data-tone': message.tone ?? 'plain' });
    card.append(draw(message.card, press).element);
    const files = (message.files ?? []).map((file, index) =>
      chip(file, address(`file/${encodeURIComponent(message.id)}/${index}`, { as })),
    );
    if (files.length > 0) card.append(el('div', { class: 'files' }, ...files));
    body.append(card);
  }
  return el('li', { class: message.private ? 'message private' : 'message' }, avatar(message.from), body);
}
