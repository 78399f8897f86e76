import type { Event, Reply } from '../../../src/bot/inbound.ts';
import type { Button, Card } from '../../../src/ui/card.ts';
import type { Form } from '../../../src/ui/form.ts';

/** What only a program calls something by: none of it says anything to a person. */
const marks: Record<string, RegExp> = {
  id: /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i,
  'a part of an id': /#[\da-f]{8}\b|\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{8}\b/,
  'a mark of a chat': /<[@#!]|\0|\ufffd/,
  'a name of the code': /\b[a-z]+(?:[A-Z][a-z]+)+\b|\b[a-z]+(?:_[a-z]+)+\b|\[object|\b(?:undefined|null|NaN)\b/,
  'an act': /\b(?:user|site|data|reset|access|settings|tie|session|request|mail|invite|email|audit|centre)\.[a-z]+\b/,
  'a key': /\b(?:lower-secondary|upper-secondary|global-perspectives|test-maker|resource-plus|results-analysis)\b/,
  'a value as it is stored':
    /\b(?:by|to|from|as|kind|status|role|site|with|which|decision): [a-z-]+\b(?! )|\bto (?:active|invited|suspended)\b/,
};

/** All that a person can read of a card. */
function textsOf(card: Card): string[] {
  const labels = (buttons: Button[] = []) => buttons.map(({ label }) => label);
  return [
    card.title,
    card.state ?? '',
    ...(card.text ?? []),
    ...(card.facts ?? []).flatMap(({ label, value }) => [label, value]),
    ...(card.rows ?? []).flatMap(({ title, state = '', detail = '', buttons }) => [
      title,
      state,
      detail,
      ...labels(buttons),
    ]),
    ...(card.table ? [card.table.columns, ...card.table.rows].flat() : []),
    card.progress?.label ?? '',
    card.image?.alt ?? '',
    ...labels(card.buttons),
    ...labels(card.more),
  ];
}

const textsIn = (form: Form): string[] => [
  form.title,
  form.intro ?? '',
  form.submit,
  ...Object.values(form.errors),
  ...form.fields.flatMap((field) => {
    const fields = field.kind === 'rows' ? [field, ...field.fields] : [field];
    return fields.flatMap((each) => [
      each.label,
      'hint' in each ? (each.hint ?? '') : '',
      ...('options' in each ? each.options.flatMap(({ label, hint = '' }) => [label, hint]) : []),
      ...('selected' in each ? (each.selected ?? []).flatMap(({ label, hint = '' }) => [label, hint]) : []),
    ]);
  }),
];

/** An address is one to copy, not to read. What is typed as a command, sites are called by their keys in. */
const withoutAddresses = (text: string) => text.replace(/\S+@\S+|https?:\S+|\/\S+\/\S+|“[^”]*”/g, '');

/** What of an answer only a program understands; what someone typed themselves comes back as it was. */
export function marksIn(replies: Reply[], event: Event): string[] {
  const verb = event.type === 'text' ? event.text : event.action.verb;
  // Help shows how things are typed.
  if (/^help\b/.test(verb)) return [];
  const asked = JSON.stringify(event);
  const texts = replies.flatMap((reply) => (reply.kind === 'card' ? textsOf(reply.card) : textsIn(reply.form)));
  return texts.flatMap((text) =>
    Object.entries(marks).flatMap(([what, mark]) => {
      const [found] = mark.exec(withoutAddresses(text)) ?? [];
      return found && !asked.includes(found) ? [`${what}, ${found}: ${text}`] : [];
    }),
  );
}
