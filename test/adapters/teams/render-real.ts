import type { Reply } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Form } from '../../../src/ui/form.ts';
import type { Talk } from '../../bot/talk.ts';
import { fileOf } from '../../kit/file.ts';
import { buttonsOf } from '../../kit/fuzz.ts';

/** One of each kind of card and form that the bot answers. */
export interface Answers {
  cards: Map<string, Card>;
  forms: Map<string, Form>;
}

const people = ['teacher', 'site-admin', 'admin', 'coordinator'] as const;

const lines = [
  'list status:active',
  'list nobody-of-this-name',
  'show ben.okafor@riverside.example',
  'leaver ben.okafor@riverside.example',
  'transfer ben.okafor@riverside.example jose.alvarez@riverside.example',
  'suspend ben.okafor@riverside.example left in July',
  'delete arjun.iyer@riverside.example',
  'add Lena Weiss lena.weiss@riverside.example hub',
  'groups ben.okafor@riverside.example',
  'results ben.okafor@riverside.example',
  'audit since:2020-01-01',
  'import template',
  'show o',
  'sushpend ben',
  'help suspend',
];

const csv = fileOf('name,e-mail,sites\nLena Weiss,lena@riverside.example,hub\nJ,j.smith@,hub\n', 'staff.csv');

/** Everyone says everything, presses each kind of button and sends each form empty, so many times deep. */
export async function realAnswers(talk: Talk): Promise<Answers> {
  const cards = new Map<string, Card>();
  const forms = new Map<string, Form>();
  const seen = new Set<string>();

  async function note(who: (typeof people)[number], replies: Reply[], depth: number): Promise<void> {
    for (const reply of replies) {
      if (reply.kind === 'form') await noteForm(who, reply.form, depth);
      else await noteCard(who, reply.card, depth);
    }
  }

  async function noteForm(who: (typeof people)[number], form: Form, depth: number): Promise<void> {
    const key = `${who}: ${form.title}${Object.keys(form.errors).length > 0 ? ', with errors' : ''}`;
    if (forms.has(key)) return;
    forms.set(key, form);
    if (depth === 0) return;
    await note(who, await talk.fill(who, form, {}), depth - 1);
    const list = form.fields.find(({ kind }) => kind === 'rows');
    if (list) await note(who, await talk.fill(who, form, { [list.name]: [{}, {}] }, 'add-row'), depth - 1);
    if (form.fields.some(({ name }) => name === 'file')) await note(who, await talk.fill(who, form, { file: csv }), 0);
  }

  async function noteCard(who: (typeof people)[number], card: Card, depth: number): Promise<void> {
    const key = `${who}: ${card.title}${card.state ? `, ${card.state}` : ''}`;
    if (cards.has(key)) return;
    cards.set(key, card);
    if (depth === 0) return;
    for (const { action } of buttonsOf(card)) {
      const kind = `${who} ${action.verb} ${action.step} ${Object.keys(action.input ?? {})}`;
      if (seen.has(kind)) continue;
      seen.add(kind);
      await note(who, await talk.press(who, action), depth - 1);
    }
  }

  for (const who of people) {
    const verbs = talk.registry.all.map(({ verb }) => verb);
    for (const line of [...verbs, ...(who === 'coordinator' ? lines : [])])
      await note(who, await talk.say(who, line), 2);
  }
  return { cards, forms };
}
