import fc from 'fast-check';
import type { Reply } from '../../src/bot/inbound.ts';
import type { Button, Card } from '../../src/ui/card.ts';
import type { Field, Form, SimpleField } from '../../src/ui/form.ts';

/**
 * How often a property is tried: a third of its usual number in `npm test`, all of it in `npm run test:all`. Ten times as
 * often: `FUZZ_TIMES=10 npx vitest run fuzz`.
 */
export const runs = (usual: number) => ({
  numRuns: Math.ceil(usual * Number(process.env.FUZZ_TIMES ?? 1 / 3)),
  endOnFailure: true,
});

/** Any text: letters, signs, control characters, halves of characters. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string().map((s) => `${s}\0\ud800${s}`),
);

/** Characters that parsing cares about, thrown together. */
export const nasty = fc
  .array(
    fc.constantFrom(
      ...['"', '“', '”', '„', '«', '»', "'", '’', '<', '>', '@', '|', ':', ',', ';', '-', '–', '—', '/', '=', '%', '_'],
      ...[' ', '\u00a0', '\u202f', '\u200b', '\n', '\t', '\\', '＼', '％', 'a', 'İ', 'ß', '😀', '1', '\0', '\ud800'],
      ...['ben', 'okafor', 'role', 'id', 'staff', '/staff', 'mailto', '__proto__', 'constructor'],
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

/** What is wrong with a reply: nothing that an adapter could not show, or a platform not take. */
export function faults(reply: Reply): string[] {
  const text = JSON.stringify(reply);
  const found = reply.kind === 'card' ? cardFaults(reply.card) : formFaults(reply.form);
  // Well-formed JSON spells half a character as an escape; no other platform's reader need take it.
  if (/(?<!\\)(?:\\\\)*\\u(d[89a-f][0-9a-f]{2}|0000)/i.test(text)) found.push('half a character, or a NUL, in a reply');
  return found;
}

function cardFaults(card: Card): string[] {
  const found: string[] = [];
  if (card.title.trim() === '') found.push('a card without a title');
  if ((card.buttons ?? []).length > 3) found.push('more than three buttons');
  for (const { label, action } of buttonsOf(card)) {
    if (label.length > 30) found.push(`a long label: ${label}`);
    // Slack's limit for what a button carries.
    if (JSON.stringify(action).length > 2_000) found.push(`${label} carries too much`);
  }
  return found;
}

function formFaults({ fields, values, errors, action }: Form): string[] {
  const wrong = fields.filter((f) => values[f.name] !== undefined && !fits(f, values[f.name]));
  const found = wrong.map((f) => `${f.name}: ${JSON.stringify(values[f.name])?.slice(0, 200)} is no ${f.kind}`);
  for (const path of Object.keys(errors)) if (!isPlace(fields, path)) found.push(`nobody sees the error at ${path}`);
  if (JSON.stringify(action).length > 2_000) found.push('the form carries too much');
  return found;
}

/** Whether an adapter shows an error of this path. */
function isPlace(fields: Field[], path: string): boolean {
  const [name, index, inRow, ...rest] = path.split('.');
  const field = fields.find((f) => f.name === name);
  if (path === '') return true;
  if (!field || rest.length > 0) return false;
  if (index === undefined) return true;
  if (field.kind !== 'rows' || !/^\d+$/.test(index)) return false;
  return inRow === undefined || field.fields.some((f) => f.name === inRow);
}

function fits(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'person':
      return field.several === undefined
        ? typeof value === 'string'
        : Array.isArray(value) && value.length <= field.several && value.every((v) => typeof v === 'string');
    case 'text':
    case 'choice':
    case 'channel':
      return typeof value === 'string';
    case 'choices':
      return Array.isArray(value) && value.every((v) => typeof v === 'string');
    case 'toggle':
      return typeof value === 'boolean';
    case 'file':
      return isObject(value) && typeof value.name === 'string' && typeof value.base64 === 'string';
    case 'rows':
      return Array.isArray(value) && value.length <= field.max && value.every((row) => rowFits(field.fields, row));
  }
}

const rowFits = (fields: SimpleField[], row: unknown) =>
  isObject(row) && fields.every((f) => row[f.name] === undefined || fits(f, row[f.name]));

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Every button of a card. */
export const buttonsOf = (card: Card): Button[] => [
  ...(card.buttons ?? []),
  ...(card.more ?? []),
  ...(card.rows ?? []).flatMap((r) => r.buttons ?? []),
];
